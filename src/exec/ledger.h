/// What one worker was handed and how far it has come, by what it says. No processes, no clock.
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/task.h>

#include "wire/message.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

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

/// A task that a worker says is done.
struct Finished {
    TaskResult result;
    Task task;
};

/// What a running task waits for.
enum class Question { none, memory, files };

/// The account of one worker. A worker works strictly in the order in which it was handed tasks,
/// and waits for the answer when it asks for something, so anything it says out of turn is a
/// protocol error: its memory cannot be trusted any more.
class Ledger {
public:
    void hand(Parcel parcel, std::uint64_t batch);

    /// Takes one message of the worker; gives the task and its result for a DONE.
    /// Errors (internal): said out of turn, of another task or batch, or not a worker's to say.
    Expected<std::optional<Finished>> apply(Message message);

    /// The task that was begun and is not done; null if none.
    [[nodiscard]] const Attempt* running() const;
    /// The batch that it came with.
    [[nodiscard]] std::uint64_t batch() const { return parcels_.front().batch; }
    /// What it may take, if it has said so.
    [[nodiscard]] std::optional<std::chrono::milliseconds> allowed_time() const {
        return state_.allowed;
    }
    /// What it waits for; each of the two is asked once at the most.
    [[nodiscard]] Question question() const { return state_.question; }
    /// How much memory it asked for, in bytes.
    [[nodiscard]] std::uint64_t bytes_needed() const { return state_.bytes; }
    /// The question is answered.
    void answered() { state_.question = Question::none; }

    /// The need for which the worker gave its task back: the next one of the first parcel, which
    /// counts as not begun. It leaves, and has nothing more to say.
    [[nodiscard]] const std::optional<std::string>& given_back() const { return given_back_; }
    /// The first task of the first parcel; there must be one.
    [[nodiscard]] const Attempt& first() const { return parcels_.front().parcel.attempts.front(); }
    /// Takes the task that was given back away, where it is not to be begun anew.
    Attempt take_given_back();
    /// Why the worker cannot be locked in.
    [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }

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
    struct HandedParcel {
        Parcel parcel;
        std::uint64_t batch = 0;
    };
    /// Of the running task.
    struct State {
        std::optional<std::chrono::milliseconds> allowed;
        Question question = Question::none;
        std::uint64_t bytes = 0;
        bool needed = false;
        bool fetched = false;
    };

    Expected<void> begin(const BeginMessage& message);
    Expected<Finished> done(DoneMessage message);
    Expected<void> time(const TimeMessage& message);
    Expected<void> need(const NeedMessage& message);
    Expected<void> fetch(const FetchMessage& message);
    Expected<void> give_back(GiveBackMessage message);
    Expected<void> refuse(RefusedMessage message);
    /// Whether the task in turn is `index` of `batch` and is (not) running, waiting for nothing.
    [[nodiscard]] bool in_turn(std::uint64_t batch, std::uint64_t index, bool running) const;
    Attempt take_first();

    std::deque<HandedParcel> parcels_;
    bool running_ = false;
    bool fresh_ = true;
    State state_;
    std::optional<std::string> given_back_;
    std::optional<Error> refusal_;
};

} // namespace imgbatch
