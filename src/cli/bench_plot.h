/// What `imgbatch bench --plot` draws.
#pragma once

#include "measure/benchmark.h"

#include <string>

namespace imgbatch::cli {

/// An SVG 1.1 document: one bar per configuration that ended (class="bar"), as long as its median
/// throughput, with a line from the slowest to the fastest round; the axis begins at 0. Readable on
/// light and dark backgrounds alike, for it brings its own; no script, no fonts, nothing from
/// outside.
std::string bench_plot(const BenchReport& report);

} // namespace imgbatch::cli
