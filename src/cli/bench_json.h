/// What `imgbatch bench --json` prints.
#pragma once

#include "measure/benchmark.h"

#include <string>

namespace imgbatch::cli {

/// Lines of type "bench" (one per configuration), "bench-executor" (one per executor) and one last
/// "bench-summary". The fields: docs/choosing-an-executor.md.
std::string bench_json(const BenchReport& report);

} // namespace imgbatch::cli
