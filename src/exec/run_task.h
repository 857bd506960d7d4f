/// One call of the caller's function, with what it throws made into a result.
#pragma once

#include <imgbatch/executor.h>
#include <imgbatch/task.h>

namespace imgbatch {

/// `ok` with the answer; `memory` for std::bad_alloc; `cancelled` for StoppedWhileWaiting;
/// `crashed` with its what() (at most 4 KiB) for any other exception.
TaskResult run_task(const Worker& worker, const Task& task, TaskContext& context);

/// The result of a task that was handed out but is not going to be finished, after `attempts`
/// starts.
TaskResult cancelled_result(std::uint64_t index, unsigned attempts);

} // namespace imgbatch
