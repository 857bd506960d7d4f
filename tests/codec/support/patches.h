/// Flat colours whose decoding tells a wrong range or matrix from a right one.
#pragma once

#include "image/image.h"
#include "image/orientation.h"

#include <array>
#include <cstdint>

namespace imgbatch::test {

using Rgb = std::array<int, 3>;

inline constexpr std::array<Rgb, 8> patch_colors{{{0, 0, 0},
                                                  {255, 255, 255},
                                                  {255, 0, 0},
                                                  {0, 255, 0},
                                                  {0, 0, 255},
                                                  {128, 128, 128},
                                                  {224, 172, 105},
                                                  {12, 90, 200}}};

/// A picture of one colour as JPEG stores it, by the formulas of ITU-T T.871 in double precision.
Image make_flat_planes(Size size, int chroma_x, int chroma_y, const Rgb& color);

/// The same as rgb.
Image make_flat_rgb(Size size, const Rgb& color);

/// The largest difference of any sample of `image`, rgb or rgba, from `color`; alpha is passed
/// over.
int distance_from(const Image& image, const Rgb& color);

} // namespace imgbatch::test
