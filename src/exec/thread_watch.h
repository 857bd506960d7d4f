/// Looks now and then at what the tbb executor's threads do with their time.
#pragma once

#include "exec/lane_demand.h"
#include "exec/sched_times.h"

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

namespace imgbatch {

/// Threads report what they did inside tasks; from that comes how many there should be. From any
/// thread.
class ThreadWatch {
public:
    using Clock = std::chrono::steady_clock;

    /// `extra`: how many threads more than `jobs` there may be; places are numbered below the sum.
    ThreadWatch(unsigned jobs, unsigned extra);

    /// One task of the thread at `place` lasted from `begin` to `end`.
    void worked(std::size_t place, Clock::time_point begin, Clock::time_point end);

    /// How many threads there should be, after what was reported.
    unsigned wanted();

    /// From now on as many threads as wanted() said are there: earlier sights do not count.
    void start_over();

private:
    struct Place {
        std::thread::id thread;
        std::chrono::nanoseconds busy{}; ///< inside tasks, since the last look
        SchedTimes times;                ///< at the last look
    };

    bool never_changes_; ///< then nothing is measured
    std::mutex mutex_;   ///< for all that follows
    std::vector<Place> places_;
    LaneUse seen_;
    LaneDemand demand_;
};

} // namespace imgbatch
