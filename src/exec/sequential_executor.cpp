#include "exec/sequential_executor.h"

#include "exec/run_task.h"
#include "exec/wait_readable.h"

namespace imgbatch {

Expected<void> SequentialExecutor::run(BatchSource& source, const Worker& worker, ResultSink& sink,
                                       const StopFlag& stop) {
    TaskContext context;
    while (!stop.requested()) {
        const Pulled pulled = source.next();
        if (std::holds_alternative<NoMore>(pulled)) {
            break;
        }
        if (const auto* not_yet = std::get_if<NotYet>(&pulled)) {
            wait_readable(*not_yet, stop);
            continue;
        }
        for (const Task& task : std::get<Batch>(pulled).tasks) {
            sink.accept(stop.requested() ? cancelled_result(task.index, 0)
                                         : run_task(worker, task, context));
        }
    }
    return {};
}

} // namespace imgbatch
