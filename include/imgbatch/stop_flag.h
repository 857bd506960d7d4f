/// A request to stop that a signal handler may make and a poll loop can wait for.
#pragma once

#include <imgbatch/result.h>

#include <atomic>

namespace imgbatch {

/// One owner, shared by reference with whoever has to notice; outlives them all.
class StopFlag {
public:
    /// Errors: internal with errno when the system has no descriptor left.
    static Expected<StopFlag> create();

    StopFlag(StopFlag&& other) noexcept;
    StopFlag& operator=(StopFlag&& other) noexcept = delete;
    ~StopFlag();

    /// Asks for the stop. From any thread and from a signal handler; asking again changes nothing.
    void request() noexcept;

    /// Whether a stop was asked for. From any thread.
    [[nodiscard]] bool requested() const noexcept {
        return requested_.load(std::memory_order_relaxed);
    }

    /// A descriptor that is readable from the request on and stays so; never read from it.
    [[nodiscard]] int wait_fd() const noexcept { return event_fd_; }

private:
    explicit StopFlag(int event_fd) noexcept : event_fd_(event_fd) {}

    int event_fd_;
    std::atomic<bool> requested_{false};
};

} // namespace imgbatch
