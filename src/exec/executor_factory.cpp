#include <imgbatch/executor.h>

#include "exec/process_executor.h"
#include "exec/sequential_executor.h"
#include "exec/tbb_executor.h"
#include "exec/thread_count.h"

#include <memory>

namespace imgbatch {

std::string_view to_word(ExecutorKind kind) {
    switch (kind) {
    case ExecutorKind::automatic:
        return "auto";
    case ExecutorKind::process:
        return "process";
    case ExecutorKind::tbb:
        return "tbb";
    case ExecutorKind::sequential:
        return "sequential";
    }
    return "";
}

ExecutorChoice choose_executor(ExecutorKind wanted) {
    if (wanted != ExecutorKind::automatic) {
        return {wanted, {}};
    }
    // A rule that looks at the work would need figures that say where the two differ by more than
    // 5 %; what was measured, with photographs and with thumbnails, stays below that.
    if (thread_count() > 1) {
        return {ExecutorKind::tbb, "this process has threads already, so it cannot fork workers"};
    }
    return {ExecutorKind::process, "a crash costs one image, at less than 5 % of the speed"};
}

std::unique_ptr<Executor> make_executor(const ExecutorOptions& options) {
    const unsigned lanes = options.jobs > 0 ? options.jobs : available_cpus();
    switch (choose_executor(options.kind).kind) {
    case ExecutorKind::sequential:
        return std::make_unique<SequentialExecutor>();
    case ExecutorKind::tbb:
        return std::make_unique<TbbExecutor>(lanes, options.extra_lanes.value_or(0),
                                             options.max_memory);
    case ExecutorKind::automatic: // never chosen
    case ExecutorKind::process:
        break;
    }
    return std::make_unique<ProcessExecutor>(options, lanes);
}

} // namespace imgbatch
