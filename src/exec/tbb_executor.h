/// Threads of this process, by oneTBB: no isolation, no hand-over cost.
///
///   source (one at a time) ──task──▶ worker (all lanes) ──result──▶ sink (one at a time)
///
/// Single tasks travel, not batches: at 0.07 us each there is nothing to amortise, the tail is
/// even, and results are told at once. At most tokens_per_lane x lanes tasks are in flight.
/// Where the threads are seen to wait for files, the pipeline is drained and begun anew with more.
#pragma once

#include <imgbatch/executor.h>

#include <cstdint>

namespace imgbatch {

class TbbExecutor final : public Executor {
public:
    /// `lanes`: threads that work, the one that calls run() included; at least 1.
    /// `extra_lanes`, `max_memory`: see ExecutorOptions.
    TbbExecutor(unsigned lanes, unsigned extra_lanes, std::uint64_t max_memory)
        : lanes_(lanes), extra_lanes_(extra_lanes), max_memory_(max_memory) {}

    Expected<void> run(BatchSource& source, const Worker& worker, ResultSink& sink,
                       const StopFlag& stop) override;
    [[nodiscard]] std::string_view name() const override { return "tbb"; }
    [[nodiscard]] unsigned lanes() const override { return lanes_; }

    static constexpr unsigned tokens_per_lane = 4;

private:
    unsigned lanes_;
    unsigned extra_lanes_;
    std::uint64_t max_memory_;
};

} // namespace imgbatch
