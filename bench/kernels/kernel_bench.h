/// How every kernel is measured and reported.
#pragma once

#include "machine.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <string>

namespace imgbatch::bench {

/// One kernel on one shape. `prepare` makes the input and returns what is timed.
struct Kernel {
    std::string name;
    Work work;
    std::function<std::function<void()>()> prepare;
};

/// Registers `kernel` once for each SIMD level of this machine, the plain form last.
void register_levels(const Kernel& kernel);

/// Registers a kernel that has one form only, as level `level`.
void register_single(const Kernel& kernel, const std::string& level = "-");

} // namespace imgbatch::bench
