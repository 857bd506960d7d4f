/// What an executor costs when its tasks do nothing.
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/stop_flag.h>

#include "measure/configuration.h"

#include <cstdint>

namespace imgbatch {

/// One run over tasks that do nothing. Filling the source is not counted, taking batches from it
/// is: `sequential` tells how much that is.
struct DispatchRun {
    std::uint64_t wall_ns =
        0;                    ///< from before run() to its end: starts and ends of workers included
    std::uint64_t cpu_ns = 0; ///< user and system, of this process and the workers
};

/// In the calling process. Errors: the executor's own.
Expected<DispatchRun> dispatch(const Configuration& configuration, std::uint64_t tasks);

/// The same in a child of its own. Errors: also those of run_in_child().
Expected<DispatchRun> dispatch_in_child(const Configuration& configuration, std::uint64_t tasks,
                                        const StopFlag& stop);

} // namespace imgbatch
