#include "kernel_bench.h"

#include "support/forced_target.h"

#include <vector>

namespace imgbatch::bench {
namespace {

void measure(benchmark::State& state, const Kernel& kernel) {
    const std::function<void()> run = kernel.prepare();
    run(); // buffers grow, tables are built
    for (auto _ : state) {
        run();
        benchmark::ClobberMemory();
    }
    const Bound bound = bound_of(kernel.work);
    state.counters["bound_us"] = bound.seconds * 1e6;
    state.counters["of_bound_%"] =
        benchmark::Counter(bound.seconds * 100, benchmark::Counter::kIsIterationInvariantRate);
    state.SetLabel(bound.reason);
}

/// The levels that are compiled and that this machine has; plain code last.
std::vector<std::int64_t> levels() {
    std::vector<std::int64_t> list;
    for (const std::int64_t target : test::supported_targets()) {
        if ((target & HWY_TARGETS & ~HWY_SCALAR) != 0) {
            list.push_back(target);
        }
    }
    list.push_back(HWY_SCALAR);
    return list;
}

} // namespace

void register_levels(const Kernel& kernel) {
    for (const std::int64_t target : levels()) {
        const std::string level = target == HWY_SCALAR ? "plain" : hwy::TargetName(target);
        benchmark::RegisterBenchmark((kernel.name + "/" + level).c_str(),
                                     [kernel, target](benchmark::State& state) {
                                         const test::ForcedTarget forced(target);
                                         measure(state, kernel);
                                     })
            ->Unit(benchmark::kMicrosecond);
    }
}

void register_single(const Kernel& kernel, const std::string& level) {
    benchmark::RegisterBenchmark((kernel.name + "/" + level).c_str(), [kernel](
                                                                          benchmark::State& state) {
        measure(state, kernel);
    })->Unit(benchmark::kMicrosecond);
}

} // namespace imgbatch::bench
