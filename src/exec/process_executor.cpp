#include "exec/process_executor.h"

#include "base/try.h"
#include "exec/process_run.h"
#include "exec/thread_count.h"

#include <string>

namespace imgbatch {

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
