/// The inner loop of Y'CbCr to RGB.
#pragma once

#include <cstdint>

namespace imgbatch {

/// One row of `width` full-range BT.601 samples to interleaved RGB, rounded to nearest. The same
/// bytes on every SIMD target.
void ycbcr_row_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr,
                      int width, std::uint8_t* rgb);

} // namespace imgbatch
