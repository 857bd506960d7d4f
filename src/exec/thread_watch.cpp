#include "exec/thread_watch.h"

#include <algorithm>

namespace imgbatch {
namespace {

/// Asking the kernel costs some microseconds, so threads ask after this much work.
constexpr std::chrono::milliseconds look_after{25};
/// Work of all threads that is worth a judgement.
constexpr std::chrono::milliseconds judge_after{100};

} // namespace

ThreadWatch::ThreadWatch(unsigned jobs, unsigned extra)
    : never_changes_(extra == 0), places_(jobs + extra), demand_(jobs, extra) {
}

void ThreadWatch::worked(std::size_t place, Clock::time_point begin, Clock::time_point end) {
    if (never_changes_) {
        return;
    }
    const std::scoped_lock lock(mutex_);
    Place& mine = places_.at(place);
    mine.busy += end - begin;
    const bool same_thread = mine.thread == std::this_thread::get_id();
    if (same_thread && mine.busy < look_after) {
        return;
    }
    const auto times = own_sched_times();
    if (times && same_thread) {
        seen_ += {mine.busy, times->running - mine.times.running, times->ready - mine.times.ready};
    }
    mine = {std::this_thread::get_id(), {}, times.value_or(SchedTimes())};
}

unsigned ThreadWatch::wanted() {
    const std::scoped_lock lock(mutex_);
    if (seen_.busy >= judge_after) {
        demand_.observe(seen_);
        seen_ = {};
    }
    return demand_.wanted();
}

void ThreadWatch::start_over() {
    const std::scoped_lock lock(mutex_);
    std::fill(places_.begin(), places_.end(), Place());
    seen_ = {};
}

} // namespace imgbatch
