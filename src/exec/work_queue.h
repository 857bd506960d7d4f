/// What has left the source and is in no worker's hands. No processes, no clock.
#pragma once

#include <imgbatch/task.h>

#include "exec/ledger.h"

#include <deque>
#include <optional>
#include <vector>

namespace imgbatch {

/// Suspects first, each alone; then what a lost worker left, then what is new.
class WorkQueue {
public:
    /// Takes a batch as it came from the source. Large payloads are cut into parcels that fit a
    /// frame; a task too large for any frame is refused: its result is returned.
    std::vector<TaskResult> add(Batch batch);

    /// Puts the unfinished parcels of a lost worker back to the front, in their order.
    void put_back(std::deque<Parcel> unfinished);

    /// A task that is to be run once more alone.
    void add_suspect(Attempt attempt);

    /// The next parcel; a suspect only if `may_take_suspect`.
    std::optional<Parcel> take(bool may_take_suspect);

    [[nodiscard]] bool empty() const { return parcels_.empty() && suspects_.empty(); }
    /// Whether take(false) would give something.
    [[nodiscard]] bool has_ordinary() const { return !parcels_.empty(); }

    /// Everything, for telling it as cancelled.
    std::vector<Attempt> take_all();

private:
    std::deque<Parcel> parcels_;
    std::deque<Parcel> suspects_;
};

} // namespace imgbatch
