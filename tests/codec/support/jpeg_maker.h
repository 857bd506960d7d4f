/// JPEG files made and read by libjpeg directly, as the independent side of tests.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

namespace imgbatch::test {

/// How a JPEG stores its samples.
enum class JpegSpace { gray, ycc, rgb, cmyk, ycck };

struct JpegRecipe {
    int width = 32;
    int height = 24;
    JpegSpace space = JpegSpace::ycc;
    int luma_x = 1; ///< sampling factors of the first component
    int luma_y = 1;
    int chroma_x = 1; ///< and of the others
    int chroma_y = 1;
    int quality = 90;
    bool progressive = false;
    bool unrefined = false; ///< progressive, but all bits of a coefficient in one scan
    bool arithmetic = false;
    int restart_rows = 0; ///< restart marker after so many rows of MCUs; 0: none
    bool adobe = true;    ///< CMYK, YCCK: write the Adobe marker
    Bytes exif = {};      ///< APP1 payload, whole
    Bytes icc = {};
    Bytes flat = {}; ///< one sample per channel for all pixels; empty: pattern()
};

Bytes make_jpeg(const JpegRecipe& recipe);

/// Decodes by jpeg_read_scanlines, chroma repeated and not smoothed: to full-size interleaved
/// Y'CbCr (the model says rgb) or, with `rgb`, converted by libjpeg.
enum class Reference { ycc, rgb };
Image decode_reference(ByteView data, Reference kind, int scale_eighths = 8);

} // namespace imgbatch::test
