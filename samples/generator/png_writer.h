/// PNG files with transparency, with 16 bits and with a palette.
#pragma once

#include "picture.h"

#include <cstdint>
#include <string>
#include <vector>

namespace samples {

/// 8-bit RGBA; `alpha` holds one byte per pixel. All writers here end the program with a message if
/// libpng fails.
std::string encode_png_with_alpha(const Picture& picture, const std::vector<std::uint8_t>& alpha);

/// 16-bit RGB.
std::string encode_png_16(const Picture& picture);

/// 252 colours: six levels of red and blue, seven of green, in an ordered dither.
std::string encode_png_palette(const Picture& picture);

} // namespace samples
