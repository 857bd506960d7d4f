/// How far a benchmark is, on stderr.
#pragma once

#include "base/stopwatch.h"
#include "measure/benchmark.h"

#include <string_view>

namespace imgbatch::cli {

/// One line about what is going to be done and, on a terminal, one that changes with each step.
/// Nothing if quiet.
class BenchProgress : public BenchObserver {
public:
    explicit BenchProgress(bool quiet);

    void planned(const BenchPlan& plan) override;
    void step(std::string_view what, double done) override;

    /// Takes the changing line away.
    void clear();

private:
    bool quiet_;
    bool live_;          ///< stderr is a terminal
    bool shown_ = false; ///< the cursor's line holds a step
    double expected_seconds_ = 0;
    Stopwatch watch_;
};

} // namespace imgbatch::cli
