#include "exec/process_executor.h"

#include "base/try.h"
#include "exec/process_run.h"

#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>

namespace imgbatch {
namespace {

/// Threads of this process; 1 where /proc is not there to tell.
std::ptrdiff_t thread_count() {
    std::error_code failed;
    const std::filesystem::directory_iterator threads("/proc/self/task", failed);
    return failed ? 1 : std::distance(begin(threads), end(threads));
}

} // namespace

Expected<void> ProcessExecutor::run(BatchSource& source, const Worker& worker, ResultSink& sink,
                                    const StopFlag& stop) {
    if (const auto threads = thread_count(); threads > 1) {
        return Error{OutcomeClass::internal, Stage::worker,
                     "process workers must be started before threads; this process has " +
                         std::to_string(threads) + " threads",
                     0};
    }
    if (stop.requested()) {
        return {};
    }
    ProcessRun run(options_, lanes_, source, worker, sink, stop);
    return run.run();
}

} // namespace imgbatch
