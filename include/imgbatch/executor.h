/// The executor contract: one function over many tasks, in one of three ways that a word chooses.
///
///   source ──batches──▶ executor ──tasks──▶ worker (some lanes) ──results──▶ sink
///
/// `sequential` is the definition of right; `tbb` runs threads of this process, `process` forks
/// workers so that a crash costs one task. What holds for all of them:
///   - every task that leaves the source yields exactly one result, even if its worker dies;
///   - the sink is never called by two threads at once and never after run() has returned;
///     which thread calls it is not said, nor is the order;
///   - what is in flight is bounded, so a slow sink slows the source;
///   - after a stop request no new batch starts; tasks handed out but not finished are `cancelled`,
///     and run() returns as usual;
///   - a worker that throws gives a result (`crashed`, or `memory` for std::bad_alloc).
#pragma once

#include <imgbatch/confinement.h>
#include <imgbatch/result.h>
#include <imgbatch/stop_flag.h>
#include <imgbatch/task.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include <sys/types.h>

namespace imgbatch {

using Pulled = std::variant<Batch, NotYet, NoMore>;

/// Where batches come from.
class BatchSource {
public:
    virtual ~BatchSource() = default;

    /// The next batch. Called by one thread at a time; not called again after NoMore. Should return
    /// soon: the process executor calls it from its one loop.
    virtual Pulled next() = 0;
};

/// Where results go.
class ResultSink {
public:
    virtual ~ResultSink() = default;

    /// Takes one result. Never called by two threads at once.
    virtual void accept(TaskResult result) = 0;

    /// Called when a worker process died or was killed, before the results of what it left
    /// unfinished: `running` is the task it had begun, null if none. The place to tidy what that
    /// process left behind.
    virtual void worker_lost(pid_t pid, const Task* running) {
        (void)pid;
        (void)running;
    }
};

/// What a worker function may tell its executor while it works on one task.
class TaskContext {
public:
    virtual ~TaskContext() = default;

    /// The whole time this task may take, counted from its start; replaces the default timeout;
    /// 0: none. Only `process` can enforce it.
    virtual void allow_time(std::chrono::milliseconds whole) { (void)whole; }

    /// Waits until the task may use `bytes` of memory: what was granted to all tasks that run stays
    /// within ExecutorOptions::max_memory, and a task that needs more than that runs while no other
    /// has any. First come, first served. Granted until the task ends; asking again in one task
    /// changes nothing. The wait is no part of the task's time; a stop ends it and the task with
    /// it, by an exception that is no std::exception, or by the end of the process. sequential
    /// returns at once.
    virtual void need_memory(std::uint64_t bytes) { (void)bytes; }

    /// What the broker has for this task; nothing where there is no broker. Once per task. The
    /// descriptors are the context's and live as long as the task.
    virtual Handed fetch() { return {}; }

    /// Asks for the task to be begun anew in a worker process that was started with `need` among
    /// its needs; no attempt is counted and nobody is blamed. True: return anything now, it is
    /// thrown away. False: this process can get what it needs by itself (threads, and workers that
    /// are not confined).
    virtual bool give_back(std::string_view need) {
        (void)need;
        return false;
    }
};

/// The caller's function: one task to its answer's bytes. Called by several lanes at once (threads
/// or processes), so it shares nothing mutable. It should not throw; if it does, that is `crashed`.
///
/// In `process` it runs in a child forked from run(), with the caller's memory as it was then and
/// the descriptors the caller had open; standard streams lead nowhere, INT, HUP and TERM are
/// ignored, all other signals have their default, and no destructor or exit handler ever runs.
/// Where workers are confined they hold no descriptor of the caller. There a task's payload and an
/// answer may have almost 64 MiB; a longer one is `memory`.
using Worker = std::function<std::string(const Task&, TaskContext&)>;

enum class ExecutorKind { automatic, process, tbb, sequential };

/// "auto", "process", "tbb" or "sequential".
std::string_view to_word(ExecutorKind kind);

struct ExecutorOptions {
    ExecutorKind kind = ExecutorKind::automatic;
    unsigned jobs = 0; ///< lanes; 0: the CPUs this process may use, see available_cpus()
    /// How many lanes more may be started where tasks are seen to wait for files instead of
    /// computing, so that `jobs` CPUs stay busy. None means 0 to an executor; run() has a number of
    /// its own then. sequential never starts any.
    std::optional<unsigned> extra_lanes = std::nullopt;
    std::chrono::milliseconds timeout{60'000}; ///< process: per task, from its start; 0: none
    unsigned retries =
        1; ///< process: how often a task whose worker died or hung is run again, alone
    std::chrono::milliseconds grace{500}; ///< process: after a stop, until workers are killed
    std::uint64_t max_memory = 0; ///< bytes that tasks may be granted together; 0: any number
    Confinement confinement;      ///< process: what its workers may do
};

class Executor {
public:
    virtual ~Executor() = default;

    /// Runs `worker` once over every task of `source` and returns when the last result is told and
    /// every thread or process it started has ended. Not re-entrant; may be called again.
    /// Errors (internal): the executor itself cannot go on, e.g. no process can be started, this
    /// process has threads already (process), or workers die again and again before they begin a
    /// task; results told until then stand, what else had left the source is told as cancelled.
    /// What the source or the sink throws comes out of here; then not every task has a result.
    virtual Expected<void> run(BatchSource& source, const Worker& worker, ResultSink& sink,
                               const StopFlag& stop) = 0;

    /// "process", "tbb" or "sequential": what `automatic` became.
    [[nodiscard]] virtual std::string_view name() const = 0;

    /// How many tasks run at once at the most, extra lanes apart.
    [[nodiscard]] virtual unsigned lanes() const = 0;
};

/// What a wanted kind becomes, and why, in one line for people.
struct ExecutorChoice {
    ExecutorKind kind = ExecutorKind::process; ///< never automatic
    std::string_view reason;                   ///< empty unless the kind was left to us
};

/// The rule of `automatic`: process, for it isolates crashes and costs within 5 % of tbb
/// (docs/choosing-an-executor.md has the figures); but tbb where this process has threads already,
/// for a fork would copy their locks as they stand. Any other kind stays what it is.
ExecutorChoice choose_executor(ExecutorKind wanted);

/// Makes the executor that `options` ask for; `automatic` is decided now. No thread and no process
/// starts before run().
std::unique_ptr<Executor> make_executor(const ExecutorOptions& options);

/// CPUs that this process may use: the least of the affinity mask and the cgroup quota (v1 and v2),
/// at least 1.
unsigned available_cpus();

/// Bytes of memory that this process may use: the least of the machine's and the cgroup's limit (v1
/// and v2).
std::uint64_t available_memory();

} // namespace imgbatch
