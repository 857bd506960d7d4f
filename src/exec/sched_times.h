/// What the scheduler has counted of one thread. Source: the kernel's sched-stats, "schedstat".
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace imgbatch {

/// Since the thread began. What is missing to the time on the clock it spent asleep: waiting for a
/// file, a pipe, a lock.
struct SchedTimes {
    std::chrono::nanoseconds running{}; ///< on a CPU
    std::chrono::nanoseconds ready{};   ///< wanted a CPU and had none
};

/// Reads "RUNNING READY SLICES", the first two in nanoseconds; none for anything else.
std::optional<SchedTimes> parse_schedstat(std::string_view text);

/// Of the only thread of process `pid`. None where the kernel keeps no such count or it is gone.
std::optional<SchedTimes> sched_times_of(pid_t pid);

/// Of the calling thread.
std::optional<SchedTimes> own_sched_times();

} // namespace imgbatch
