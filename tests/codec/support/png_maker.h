/// PNG files made by libpng directly or chunk by chunk, as the independent side of tests.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <random>
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

/// A zlib stream of `data`; `level` is libdeflate's, 0 stores.
Bytes zlib_compress(ByteView data, int level = 6);

/// Filtered rows of 8-bit samples, and how they are to be packed.
struct FilteredRecipe {
    int width = 1;
    int height = 1;
    int channels = 1; ///< 1 to 4: the color types 0, 4, 2, 6
    Bytes rows;       ///< each led by its filter byte; any length, any filter
    int level = 0;    ///< libdeflate's
    std::size_t piece = std::size_t{1} << 30; ///< bytes in one IDAT
};
Bytes make_filtered_png(const FilteredRecipe& recipe);

/// The same from a zlib stream that is ready.
Bytes make_packed_png(const FilteredRecipe& recipe, ByteView packed);

/// Rows of random filters and bytes: noise, or few values, which bring about ties and overflows.
Bytes make_filtered_rows(int width, int height, int channels, std::mt19937& random);

/// `file` with the checksum of every chunk made right, as far as there are chunks.
Bytes repair_checksums(ByteView file);

} // namespace imgbatch::test
