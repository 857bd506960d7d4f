#include "measure/dispatch.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/stopwatch.h"
#include "base/try.h"
#include "exec/task_list.h"
#include "measure/child_run.h"

#include <utility>

#include <sys/resource.h>

namespace imgbatch {
namespace {

std::vector<Task> no_work(std::uint64_t count) {
    std::vector<Task> tasks(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        tasks[i].index = i;
    }
    return tasks;
}

class NoSink : public ResultSink {
public:
    void accept(TaskResult result) override { (void)result; }
};

std::uint64_t cpu_of(int who) {
    rusage used{};
    ::getrusage(who, &used);
    const auto seconds = static_cast<std::uint64_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
    const auto micros = static_cast<std::uint64_t>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    return seconds * 1'000'000'000 + micros * 1000;
}

/// Workers count once they are reaped, which they are when run() returns.
std::uint64_t cpu_ns() {
    return cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN);
}

} // namespace

Expected<DispatchRun> dispatch(const Configuration& configuration, std::uint64_t tasks) {
    IMGBATCH_TRY(const StopFlag stop, StopFlag::create());
    ExecutorOptions options;
    options.kind = configuration.executor;
    options.jobs = configuration.jobs;
    BatchLimits limits;
    limits.fixed_tasks = configuration.batch;
    const auto executor = make_executor(options);
    TaskList source(no_work(tasks), limits, executor->lanes());
    NoSink sink;
    const Worker worker = [](const Task&, TaskContext&) { return std::string(); };
    const std::uint64_t cpu_before = cpu_ns();
    const Stopwatch watch;
    IMGBATCH_TRY(executor->run(source, worker, sink, stop));
    return DispatchRun{watch.elapsed_ns(), cpu_ns() - cpu_before};
}

Expected<DispatchRun> dispatch_in_child(const Configuration& configuration, std::uint64_t tasks,
                                        const StopFlag& stop) {
    const auto body = [&] {
        ByteWriter out;
        if (const auto run = dispatch(configuration, tasks)) {
            out.number(run->wall_ns);
            out.number(run->cpu_ns);
        }
        return std::move(out).finish();
    };
    IMGBATCH_TRY(const ChildRun child, run_in_child(body, WatchMemory::no, stop));
    ByteReader in(child.answer);
    DispatchRun run;
    run.wall_ns = in.number<std::uint64_t>();
    run.cpu_ns = in.number<std::uint64_t>();
    if (!in.finished()) {
        return Error{OutcomeClass::internal, Stage::worker, "the executor could not run", 0};
    }
    return run;
}

} // namespace imgbatch
