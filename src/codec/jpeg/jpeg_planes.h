/// Y'CbCr planes as a JPEG stores them, without upsampling or conversion.
#pragma once

#include "codec/jpeg/libjpeg.h"
#include "image/image.h"
#include "image/picture_sink.h"

#include <array>

namespace imgbatch {

/// Whether a JPEG's chroma, and how much of it, fits an Image: three Y'CbCr components, the luma's
/// sampling factors the largest, both chroma's equal and 1 or 2 times coarser each way.
struct JpegSampling {
    bool fits_image = false;
    int chroma_x = 1; ///< luma samples per chroma sample, as far as they are whole
    int chroma_y = 1;
};
JpegSampling read_sampling(const jpeg_decompress_struct& decoder);

/// The planes that libjpeg will give, after jpeg_calc_output_dimensions(): extents are exact.
PictureLayout planes_layout(const jpeg_decompress_struct& decoder);

/// Rows of all planes that one row of MCUs gives.
struct RawRows {
    int lines = 0; ///< as libjpeg counts: of the finest plane
    std::array<int, 3> of_plane{};
};
RawRows raw_rows(const jpeg_decompress_struct& decoder);

/// Room for some rows of MCUs as plain pointers, for code that libjpeg may leave by longjmp.
/// libjpeg writes whole blocks: each stride has room for the last one's surplus columns.
struct RawStrip {
    std::array<PlaneSpan, 3> planes;
    JSAMPLE* spare_row = nullptr; ///< as long as the longest stride, for rows below the picture
};

/// Reads `groups` rows of MCUs by jpeg_read_raw_data(), or what is left; for use under guarded().
void read_raw_strip(jpeg_decompress_struct& decoder, const RawStrip& strip, int groups);

} // namespace imgbatch
