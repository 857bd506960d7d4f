/// Work of a known size, and runs over it that tell their wall time and their tail.
#pragma once

#include <imgbatch/executor.h>

#include "measure/configuration.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace imgbatch::bench {

/// One task: how long it computes, alone on a CPU.
struct Load {
    std::uint64_t micros = 0;
    bool dies = false; ///< ends its process instead
};

/// How the loads are grouped.
enum class Order {
    as_given,  ///< in the order given, in batches of the configuration's size
    by_policy, ///< by the program's batcher, which knows what each costs
};

struct LoadRun {
    double wall_ms = 0;
    double tail_ms = 0; ///< from the first lane with nothing left to the end
};

/// Calibrated computing. Made once, before anything is measured.
class Spinner {
public:
    Spinner();
    /// Computes for about `micros` of CPU time, whatever else runs.
    void spin(std::uint64_t micros) const;

private:
    double rounds_per_micro_ = 1;
};

/// In a child of its own; medians of `repeats` runs. None where it could not run.
std::optional<LoadRun> run_loads(const Configuration& configuration, Order order,
                                 const std::vector<Load>& loads, const Spinner& spinner,
                                 int repeats);

/// The peak memory in bytes of a run in which every lane works for a while.
std::optional<std::uint64_t> memory_of(const Configuration& configuration);

} // namespace imgbatch::bench
