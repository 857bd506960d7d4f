/// Small pictures for tests, drawn and encoded here.
#pragma once

#include "codec/codec.h"
#include "image/image.h"

#include <string>

namespace imgbatch::test {

/// A colourful picture with smooth parts, edges and noise; the same bytes for the same arguments.
Image make_picture(int width, int height, ColorModel model = ColorModel::rgb,
                   SampleType type = SampleType::u8, unsigned seed = 1);

/// A picture whose four quadrants are red (top left), green (top right), blue (bottom left) and
/// white: tells how it was turned.
Image make_quadrants(int width, int height);

/// The picture as a file's bytes.
std::string encoded(const Image& image, ImageFormat format, EncodeOptions options = {});

/// A JPEG's bytes with an EXIF block that says `orientation` (1 to 8).
std::string with_exif_orientation(const std::string& jpeg, unsigned orientation);

/// A file's bytes decoded to interleaved pixels.
Image decoded(const std::string& bytes);

/// One 8-bit pixel as 0xRRGGBB; the image is rgb or rgba.
unsigned pixel(const Image& image, int x, int y);

/// Whether each channel of two colours 0xRRGGBB differs by at most `tolerance`.
bool is_near(unsigned a, unsigned b, unsigned tolerance = 24);

} // namespace imgbatch::test
