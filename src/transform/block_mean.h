/// The cheap first step of a very large reduction.
#pragma once

#include "image/image.h"

#include <cstdint>

namespace imgbatch {

/// Writes to `target` the rounded means of `source`'s blocks of factor_x x factor_y samples; the
/// last column and row of blocks may be smaller. target: ceil(source / factor) samples, the same
/// channels and type. `sums`: room for target.width * channels numbers.
void block_mean(const PlaneView& source, int factor_x, int factor_y, const PlaneSpan& target,
                std::uint64_t* sums);

} // namespace imgbatch
