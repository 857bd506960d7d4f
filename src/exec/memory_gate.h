/// A MemoryBudget that threads wait at.
#pragma once

#include <imgbatch/stop_flag.h>

#include "exec/memory_budget.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace imgbatch {

/// Thrown in a thread that waits for memory when the run is stopped, through the caller's function;
/// run_task() makes it `cancelled`. No std::exception, so that nobody takes it for an error.
struct StoppedWhileWaiting {};

/// From any thread.
class MemoryGate {
public:
    /// `limit` as MemoryBudget's. `stop` outlives it.
    MemoryGate(std::uint64_t limit, const StopFlag& stop)
        : unlimited_(limit == 0), budget_(limit), stop_(stop) {}

    /// Waits until `task`, which has asked for nothing yet, may use `bytes`.
    /// Throws StoppedWhileWaiting.
    void enter(std::uint64_t task, std::uint64_t bytes);

    /// The task has ended.
    void leave(std::uint64_t task);

private:
    /// With the mutex held.
    void let_in();

    bool unlimited_;
    std::mutex mutex_; ///< for all that follows
    std::condition_variable changed_;
    MemoryBudget budget_;
    const StopFlag& stop_;
};

} // namespace imgbatch
