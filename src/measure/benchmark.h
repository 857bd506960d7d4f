/// The executors side by side over a user's own images.
///
///   list ─▶ pilot ─▶ sample ─▶ rounds: A B C, A B C, … ─▶ memory ─▶ dispatch ─▶ verdict
///
/// Each measured run is a forked child, so this process never has a thread, and a decoder that
/// crashes in threads costs that configuration, not the benchmark. Inputs are only read; outputs go
/// to a scratch space that is removed at the end, by whatever way it comes.
#pragma once

#include <imgbatch/run.h>

#include "measure/configuration.h"
#include "measure/statistics.h"
#include "measure/verdict.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgbatch {

struct BenchOptions {
    RunOptions run; ///< inputs and what becomes of them; output and executor kind are not looked at
    ConfigurationLists lists;
    unsigned rounds = 5;                   ///< counted; one more before them warms up
    std::optional<std::size_t> max_images; ///< none: as many as `seconds` have room for
    std::optional<std::string> scratch;    ///< a folder; none: default_scratch()
    double seconds = 45;                   ///< for all rounds
};

/// What is going to be done.
struct BenchPlan {
    std::uint64_t images_found = 0;
    std::uint64_t images = 0; ///< measured, of those found
    std::uint64_t bytes = 0;  ///< of their inputs
    std::size_t configurations = 0;
    unsigned rounds = 0;
    double seconds = 0;  ///< a guess, from a pilot run
    std::string scratch; ///< the folder that holds the scratch space
};

/// What handing over costs.
struct HandOver {
    std::optional<unsigned> batch;
    Spread cpu_us; ///< microseconds of CPU per task that does nothing
};

/// What one executor costs beside the images.
struct ExecutorFacts {
    ExecutorKind executor = ExecutorKind::process;
    unsigned jobs = 1;
    Spread start_ms; ///< wall time of a run over one task that does nothing
    std::vector<HandOver> hand_over;
    std::optional<std::uint64_t> peak_bytes; ///< of all its processes, over the images
};

struct BenchReport {
    BenchPlan plan;
    std::vector<Measured> measured;
    std::vector<ExecutorFacts> executors;
    std::optional<Verdict> verdict;
    std::vector<ImageOutcome> failures; ///< the first ones
};

/// Told as it goes.
class BenchObserver {
public:
    virtual ~BenchObserver() = default;
    virtual void planned(const BenchPlan& plan) { (void)plan; }
    /// `done`: the share of the whole that lies behind, 0 to 1.
    virtual void step(std::string_view what, double done) {
        (void)what;
        (void)done;
    }
};

/// Forks; call it from a process without threads. `options.lists` must not be empty anywhere.
/// Errors: usage; no_input; write_error (the scratch space cannot be used, or is too small);
/// cancelled after a stop; the class of an image where none could be done; internal.
Expected<BenchReport> benchmark(const BenchOptions& options, BenchObserver& observer,
                                const StopFlag& stop);

} // namespace imgbatch
