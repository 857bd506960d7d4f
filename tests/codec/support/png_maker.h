/// PNG files made by libpng directly or chunk by chunk, as the independent side of tests.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace imgbatch::test {

/// Color types as the format numbers them: 0 grey, 2 RGB, 3 palette, 4 grey+alpha, 6 RGBA.
struct PngRecipe {
    int width = 19;
    int height = 13;
    int color_type = 2;
    int bit_depth = 8;
    bool interlaced = false;
    bool transparent = false; ///< tRNS: the sample values of pixel (0, 0); for palettes, entry i
                              ///< has alpha 255 - 8 i
};

/// The stored sample of channel `c` at (x, y), below 1 << bit_depth.
int stored_sample(const PngRecipe& recipe, int x, int y, int c);

/// Entry `index` of the palette of make_png(): its channel c.
int palette_entry(int index, int c);

Bytes make_png(const PngRecipe& recipe);

/// Length, type, payload and checksum.
Bytes make_chunk(std::string_view type, ByteView payload);

Bytes png_signature();

/// An IHDR chunk.
Bytes make_header(std::uint32_t width, std::uint32_t height, int bit_depth, int color_type);

/// A zlib stream of `data`.
Bytes zlib_compress(ByteView data);

} // namespace imgbatch::test
