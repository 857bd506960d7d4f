/// How a task in a worker process asks its parent for things.
#pragma once

#include <imgbatch/executor.h>

#include "exec/hand_over.h"
#include "exec/worker_pipes.h"

#include <cstdint>
#include <string>

namespace imgbatch {

/// One task's. Where the parent is gone, or hangs up while the task waits for memory, the process
/// ends on the spot: the task is to be forgotten.
class WorkerContext final : public TaskContext {
public:
    /// What the run's options mean to a worker.
    struct Rules {
        bool memory_is_limited = false;
        bool confined = false;
        int socket = -1; ///< over which files come; -1: there is no broker
    };

    WorkerContext(const Rules& rules, Outbox& outbox, Inbox& inbox, std::uint64_t batch,
                  std::uint64_t index)
        : rules_(rules), outbox_(outbox), inbox_(inbox), batch_(batch), index_(index) {}

    void allow_time(std::chrono::milliseconds whole) override;
    void need_memory(std::uint64_t bytes) override;
    Handed fetch() override;
    bool give_back(std::string_view need) override;

    /// What it was given back for; empty: it was not.
    [[nodiscard]] const std::string& given_back() const { return given_back_; }

private:
    const Rules& rules_;
    Outbox& outbox_;
    Inbox& inbox_;
    std::uint64_t batch_;
    std::uint64_t index_;
    bool needed_ = false;
    bool fetched_ = false;
    TakenOver files_;
    std::string given_back_;
};

} // namespace imgbatch
