/// One worker process as its parent sees it: what it was handed, what it said, since when it is
/// silent. Never blocks.
#pragma once

#include <imgbatch/task.h>

#include "exec/blame.h"
#include "exec/child_process.h"
#include "exec/hand_over.h"
#include "exec/ledger.h"
#include "wire/frame.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace imgbatch {

using Clock = std::chrono::steady_clock; // CLOCK_MONOTONIC: nobody sets it

class Lane {
public:
    /// `timeout`: for a task that asks for no other, and for a worker that begins nothing; 0: none.
    /// `needs_at_start`: how many needs were known when it was started. `may_give_back`: whether it
    /// may give a task back.
    Lane(ChildProcess child, std::chrono::milliseconds timeout, std::size_t needs_at_start,
         bool may_give_back);

    [[nodiscard]] const ChildProcess& child() const { return child_; }
    [[nodiscard]] const Ledger& ledger() const { return ledger_; }
    [[nodiscard]] bool idle() const { return ledger_.depth() == 0; }
    /// How often it has run out of work, or of memory.
    [[nodiscard]] std::uint64_t rests() const { return rests_; }
    /// Whether what is in work waits for memory.
    [[nodiscard]] bool waits_for_memory() const { return ledger_.question() == Question::memory; }
    [[nodiscard]] std::size_t needs_at_start() const { return needs_at_start_; }
    /// Whether a parcel may be handed: one in work and one waiting at the most, and none while what
    /// is in work waits for memory.
    [[nodiscard]] bool has_room() const;

    void hand(Parcel parcel, std::uint64_t batch, Clock::time_point now);

    /// Writes what the pipe takes of what was handed.
    void flush();
    [[nodiscard]] bool wants_to_write() const { return sent_ < outgoing_.size(); }

    /// Reads what has come; appends to `finished` what is done. A worker that says what makes no
    /// sense is doomed.
    void receive(std::vector<Finished>& finished, Clock::time_point now);
    /// Whether more can come.
    [[nodiscard]] bool listening() const { return !eof_ && !deaf_; }
    /// Whether a result has come in part.
    [[nodiscard]] bool inside_frame() const { return listening() && reader_.inside_frame(); }

    /// Tells the running task that the memory it asked for is granted.
    void grant(Clock::time_point now);
    /// Sends the files that the running task asked for. Errors: as hand_over().
    Expected<void> hand_files(const Handed& files);

    /// No more tasks: the worker finishes what it has in hand and leaves.
    void hang_up();

    /// When it will have been silent for too long; none if it may be, as while it waits for memory.
    [[nodiscard]] std::optional<Clock::time_point> deadline() const;
    /// Time in which nobody listened does not count.
    void postpone(Clock::duration absence) { heard_ += absence; }
    /// Past its deadline: kills it.
    void expire();

    /// Kills it and hears no more of it: what it says or does makes no sense, by `why`.
    void distrust(std::string why);

    /// Kills it. Its end comes by pidfd as any other.
    void kill() { child_.kill(); }

    /// Once pidfd says that it is dead: hears its last words, reaps it and says why it died.
    Death bury(std::vector<Finished>& finished, Clock::time_point now);
    /// What it leaves: see Ledger::take_unfinished().
    std::deque<Parcel> take_unfinished() { return ledger_.take_unfinished(); }
    /// See Ledger.
    Attempt take_given_back() { return ledger_.take_given_back(); }

private:
    void hear(std::vector<Finished>& finished, Clock::time_point now);
    Expected<bool> hear_one(std::vector<Finished>& finished, Clock::time_point now);
    Expected<void> heed(const Message& message, Clock::time_point now);

    ChildProcess child_;
    std::chrono::milliseconds timeout_;
    std::size_t needs_at_start_;
    bool may_give_back_;
    Ledger ledger_;
    FrameReader reader_;
    std::string outgoing_;
    std::size_t sent_ = 0;    ///< bytes of outgoing_ that are in the pipe
    Clock::time_point heard_; ///< when its silence began
    Clock::time_point asked_; ///< when it began to wait for memory
    std::uint64_t rests_ = 0;
    Death::Cause cause_ = Death::Cause::its_own;
    std::string detail_;
    bool eof_ = false;
    bool deaf_ = false; ///< what else it says is not heard
};

} // namespace imgbatch
