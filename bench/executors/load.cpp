#include "load.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/stopwatch.h"
#include "exec/task_list.h"
#include "measure/child_run.h"
#include "measure/lane_clock.h"
#include "measure/statistics.h"

#include <unistd.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace imgbatch::bench {
namespace {

/// A few cycles per round that no compiler takes away.
std::uint64_t compute(std::uint64_t rounds) {
    std::uint64_t value = rounds | 1;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        value = value * 6364136223846793005U + 1442695040888963407U;
    }
    return value;
}

class GivenOrder : public BatchSource {
public:
    GivenOrder(std::uint64_t count, unsigned batch) : count_(count), batch_(batch) {}

    Pulled next() override {
        Batch batch;
        while (next_ < count_ && batch.tasks.size() < batch_) {
            batch.tasks.push_back({next_++, 1, {}});
        }
        return batch.tasks.empty() ? Pulled(NoMore{}) : Pulled(std::move(batch));
    }

private:
    std::uint64_t count_;
    std::uint64_t batch_;
    std::uint64_t next_ = 0;
};

std::vector<Task> to_tasks(const std::vector<Load>& loads) {
    std::vector<Task> tasks;
    tasks.reserve(loads.size());
    for (std::uint64_t i = 0; i < loads.size(); ++i) {
        tasks.push_back({i, loads[i].micros, {}});
    }
    return tasks;
}

class NoSink : public ResultSink {
public:
    void accept(TaskResult result) override { (void)result; }
};

std::unique_ptr<Executor> executor_of(const Configuration& configuration) {
    ExecutorOptions options;
    options.kind = configuration.executor;
    options.jobs = configuration.jobs;
    return make_executor(options);
}

std::unique_ptr<BatchSource> source_of(Order order, const std::vector<Load>& loads,
                                       const Configuration& configuration) {
    if (order == Order::by_policy) {
        return std::make_unique<TaskList>(to_tasks(loads), BatchLimits{}, configuration.jobs);
    }
    return std::make_unique<GivenOrder>(loads.size(), configuration.batch.value_or(1));
}

/// In the child: wall and tail in ns, or nothing.
std::string run_here(const Configuration& configuration, Order order,
                     const std::vector<Load>& loads, const Spinner& spinner) {
    const auto stop = StopFlag::create();
    if (!stop) {
        return {};
    }
    const auto executor = executor_of(configuration);
    const auto source = source_of(order, loads, configuration);
    const Worker worker = timed_worker([&](const Task& task, TaskContext&) {
        const Load& load = loads[task.index];
        if (load.dies) {
            ::_exit(1);
        }
        spinner.spin(load.micros);
        return std::string();
    });
    NoSink sink;
    LaneClock lanes(sink);
    const Stopwatch watch;
    if (!executor->run(*source, worker, lanes, *stop)) {
        return {};
    }
    ByteWriter out;
    out.number(watch.elapsed_ns());
    out.number(lanes.times(executor->lanes()).tail_ns);
    return std::move(out).finish();
}

} // namespace

Spinner::Spinner() {
    constexpr std::uint64_t rounds = 2'000'000;
    std::uint64_t least = UINT64_MAX;
    for (int i = 0; i < 9; ++i) {
        const Stopwatch watch;
        [[maybe_unused]] volatile std::uint64_t sink = compute(rounds);
        least = std::min(least, std::max<std::uint64_t>(watch.elapsed_ns(), 1));
    }
    rounds_per_micro_ = static_cast<double>(rounds) * 1000.0 / static_cast<double>(least);
}

void Spinner::spin(std::uint64_t micros) const {
    [[maybe_unused]] volatile std::uint64_t sink =
        compute(static_cast<std::uint64_t>(static_cast<double>(micros) * rounds_per_micro_));
}

std::optional<LoadRun> run_loads(const Configuration& configuration, Order order,
                                 const std::vector<Load>& loads, const Spinner& spinner,
                                 int repeats) {
    const auto stop = StopFlag::create();
    std::vector<double> wall;
    std::vector<double> tail;
    for (int i = 0; stop && i < repeats; ++i) {
        const auto body = [&] { return run_here(configuration, order, loads, spinner); };
        const auto child = run_in_child(body, WatchMemory::no, *stop);
        if (!child) {
            return std::nullopt;
        }
        ByteReader in(child->answer);
        wall.push_back(static_cast<double>(in.number<std::uint64_t>()) / 1e6);
        tail.push_back(static_cast<double>(in.number<std::uint64_t>()) / 1e6);
        if (!in.finished()) {
            return std::nullopt;
        }
    }
    return LoadRun{spread_of(wall).median, spread_of(tail).median};
}

std::optional<std::uint64_t> memory_of(const Configuration& configuration) {
    const auto stop = StopFlag::create();
    if (!stop) {
        return std::nullopt;
    }
    const auto body = [&]() -> std::string {
        const auto own_stop = StopFlag::create();
        if (!own_stop) {
            return {};
        }
        GivenOrder source(std::uint64_t{4} * configuration.jobs, 1);
        NoSink sink;
        const Worker sleep = [](const Task&, TaskContext&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(25));
            return std::string();
        };
        const auto ran = executor_of(configuration)->run(source, sleep, sink, *own_stop);
        return ran ? "ran" : "";
    };
    const auto child = run_in_child(body, WatchMemory::yes, *stop);
    return child ? child->peak : std::nullopt;
}

} // namespace imgbatch::bench
