/// What one worker was handed and how far it has come, by what it says. No processes, no clock.
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/task.h>

#include "wire/message.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace imgbatch {

/// A task on its way, with how often it was begun.
struct Attempt {
    Task task;
    unsigned starts = 0;
};

/// Tasks that are handed to a worker at once; never empty.
struct Parcel {
    std::deque<Attempt> attempts;
    bool alone = false; ///< one suspect: nothing is handed to its worker beside it
};

/// The account of one worker. A worker works strictly in the order in which it was handed tasks,
/// so anything it says out of turn is a protocol error: its memory cannot be trusted any more.
class Ledger {
public:
    void hand(Parcel parcel, std::uint64_t batch);

    /// Takes one message of the worker; gives the task's result for a DONE.
    /// Errors (internal): said out of turn, of another task or batch, or not a worker's to say.
    Expected<std::optional<TaskResult>> apply(Message message);

    /// The task that was begun and is not done; null if none.
    [[nodiscard]] const Attempt* running() const;
    /// What it may take, if it has said so.
    [[nodiscard]] std::optional<std::chrono::milliseconds> allowed_time() const { return allowed_; }
    /// Whether any task was ever begun.
    [[nodiscard]] bool fresh() const { return fresh_; }
    /// Parcels handed and not done, the one in work included.
    [[nodiscard]] std::size_t depth() const { return parcels_.size(); }
    /// Whether a suspect is among them.
    [[nodiscard]] bool has_suspect() const {
        return !parcels_.empty() && parcels_.front().parcel.alone;
    }

    /// All that is not done, in the order in which it was handed; the running task is the first of
    /// the first. The ledger is empty after that.
    std::deque<Parcel> take_unfinished();

private:
    struct Handed {
        Parcel parcel;
        std::uint64_t batch = 0;
    };

    Expected<std::optional<TaskResult>> begin(const BeginMessage& message);
    Expected<std::optional<TaskResult>> done(DoneMessage message);
    Expected<std::optional<TaskResult>> time(const TimeMessage& message);
    /// Whether the task in turn is `index` of `batch` and is (not) running.
    [[nodiscard]] bool in_turn(std::uint64_t batch, std::uint64_t index, bool running) const;

    std::deque<Handed> parcels_;
    bool running_ = false;
    bool fresh_ = true;
    std::optional<std::chrono::milliseconds> allowed_;
};

} // namespace imgbatch
