/// One measurement in a process of its own.
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/stop_flag.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace imgbatch {

/// What a measured child came to.
struct ChildRun {
    std::string answer;                ///< what its body returned
    std::chrono::microseconds cpu{0};  ///< user and system, of all processes and threads it had
    std::optional<std::uint64_t> peak; ///< bytes; where it was asked for and the kernel tells
};

enum class WatchMemory { no, yes };

/// Forks a child, runs `body` in it and takes its answer. Whatever the body starts, threads or
/// workers, is gone afterwards, so the caller stays free of threads and one measurement leaves
/// nothing to the next. `peak`: the highest sum of memory of this process and all below it, looked
/// at every few ms, which slows the child: not for runs whose time counts.
/// Errors: crashed (the child died, or what it said is too long); cancelled (a stop was requested:
/// the child is dead, and the workers it had are dying); internal (no process to be had).
Expected<ChildRun> run_in_child(const std::function<std::string()>& body, WatchMemory watch,
                                const StopFlag& stop);

} // namespace imgbatch
