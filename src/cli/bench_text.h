/// What `imgbatch bench` tells people.
#pragma once

#include "measure/benchmark.h"

#include <string>

namespace imgbatch::cli {

/// "120 of 5000 images (34.1 MB), small and large in proportion; 8 configurations, 5 rounds after a
/// warm-up; outputs in /dev/shm". Safe to show on a terminal.
std::string plan_text(const BenchPlan& plan);

/// Tables of plain text, aligned, and the verdict. Safe to show on a terminal.
std::string bench_text(const BenchReport& report);

/// The verdict: who won, by how much, why, and whether the figures bear it out. One line per
/// sentence, none where nobody ended.
std::string verdict_text(const BenchReport& report);

} // namespace imgbatch::cli
