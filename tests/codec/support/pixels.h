/// Known pixels, and pixels compared.
#pragma once

#include "image/image.h"

#include <cstdint>

namespace imgbatch::test {

/// A smooth test picture: the 8-bit sample of channel `c` at (x, y).
std::uint8_t pattern(int x, int y, int c);

/// An interleaved picture of pattern() samples; 16-bit ones are spread over the whole range.
Image make_picture(int width, int height, ColorModel model, SampleType type = SampleType::u8);

/// Planes of pattern() samples with these chroma factors.
Image make_planes(int width, int height, int chroma_x, int chroma_y);

/// Sample `c` of the pixel at (x, y).
int sample(const Plane& plane, int x, int y, int c = 0);

/// The largest difference of any sample; 1 << 20 where sizes or kinds differ.
int max_difference(const Image& a, const Image& b);

} // namespace imgbatch::test
