#include "measure/executor_facts.h"

#include "base/try.h"
#include "measure/dispatch.h"

namespace imgbatch {
namespace {

constexpr int starts = 11;
constexpr int repeats = 3;
constexpr std::uint64_t many = 30'000;

} // namespace

Expected<ExecutorFacts> dispatch_facts(const Configuration& configuration, const StopFlag& stop) {
    ExecutorFacts facts;
    facts.executor = configuration.executor;
    facts.jobs = configuration.jobs;
    std::vector<double> start_ms;
    for (int i = 0; i < starts; ++i) {
        IMGBATCH_TRY(const DispatchRun run, dispatch_in_child(configuration, 1, stop));
        start_ms.push_back(static_cast<double>(run.wall_ns) / 1e6);
    }
    facts.start_ms = spread_of(std::move(start_ms));

    std::vector<std::optional<unsigned>> batches{std::nullopt};
    if (configuration.executor == ExecutorKind::process) {
        batches = {1U, 16U, std::nullopt};
    }
    for (const auto& batch : batches) {
        Configuration one = configuration;
        one.batch = batch;
        std::vector<double> cpu_us;
        for (int i = 0; i < repeats; ++i) {
            IMGBATCH_TRY(const DispatchRun run, dispatch_in_child(one, many, stop));
            cpu_us.push_back(static_cast<double>(run.cpu_ns) / 1e3 / static_cast<double>(many));
        }
        facts.hand_over.push_back({batch, spread_of(std::move(cpu_us))});
    }
    return facts;
}

} // namespace imgbatch
