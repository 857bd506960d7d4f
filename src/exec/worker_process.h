/// What runs in a forked worker: tasks in, results out, until its parent hangs up.
#pragma once

#include <imgbatch/executor.h>

#include "exec/child_process.h"

#include <string>
#include <vector>

namespace imgbatch {

/// Runs `worker` over the tasks of every batch frame that comes on `ends.in` and writes its
/// messages to `ends.out`. One write per task carries the last DONE and the next BEGIN, so what a
/// worker that dies has said is exact: the kernel keeps it in the pipe.
///
/// `bell` is an eventfd that the parent always listens to, while it looks at the pipes of results
/// only every few ms: it is rung when a batch is done, when a result is large, and when the worker
/// waits for an answer.
///
/// Where `options` confine workers, closes all descriptors but these and the standard streams, and
/// locks the process in with `needs`, before anything else.
///
/// Returns when the parent has closed its end of `ends.in` (a task in hand is finished and told,
/// what waits behind it is left), after a task was given back, when the process has grown too
/// large, or when the pipes fail.
void serve_tasks(const ChildEnds& ends, int bell, const ExecutorOptions& options,
                 const std::vector<std::string>& needs, const Worker& worker);

} // namespace imgbatch
