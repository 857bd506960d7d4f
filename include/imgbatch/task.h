/// What executors move: tasks of bytes in, results of bytes out. Nothing here knows of images.
/// All types are plain values; each has one owner at a time and may move between threads.
#pragma once

#include <imgbatch/outcome_class.h>

#include <cstdint>
#include <string>
#include <vector>

namespace imgbatch {

/// One unit of work. The payload is the caller's own encoding; an executor never looks into it.
struct Task {
    std::uint64_t index = 0; ///< unique within a run; a result carries it back
    std::uint64_t cost = 1;  ///< estimated work in any unit, for even batches; at least 1
    std::string payload;     ///< any bytes
};

/// What a worker is handed at once. A batch is transport only: results are told per task.
struct Batch {
    std::vector<Task> tasks; ///< never empty when it leaves a BatchSource
};

/// A source has nothing until `fd` is readable (a list that is still being written to a pipe);
/// -1: it wants to be asked again in a moment.
struct NotYet {
    int fd = -1;
};

/// A source has ended.
struct NoMore {};

/// How one task ended.
struct TaskResult {
    std::uint64_t index = 0;
    /// ok: the worker function returned, `payload` is its answer. crashed: it threw, or its process
    /// died of itself. killed: its process was killed from outside. timeout, memory, cancelled: as
    /// the words say. No other class occurs.
    OutcomeClass ending = OutcomeClass::ok;
    int signal = 0;        ///< the signal that ended the worker, 0 where there is none
    int exit_code = 0;     ///< the worker's exit status where it left by itself
    unsigned attempts = 1; ///< how often the task was started; 0 where it was cancelled before
    std::string message;   ///< for people; empty when ok
    std::string payload;   ///< the worker function's answer; empty unless ok
};

} // namespace imgbatch
