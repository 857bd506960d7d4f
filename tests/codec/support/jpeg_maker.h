/// JPEG files made and read by libjpeg directly, as the independent side of tests.
#pragma once

#include "base/bytes.h"
#include "codec/support/jpeg_scripts.h"
#include "image/image.h"

#include <functional>
#include <span>

namespace imgbatch::test {

/// How a JPEG stores its samples.
enum class JpegSpace { gray, ycc, rgb, cmyk, ycck };

/// What a JPEG shows: the smooth pattern(); evenly distributed samples; black and white at random.
enum class JpegContent { pattern, noise, extremes };

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
    Bytes flat = {}; ///< one sample per channel for all pixels; empty: `content`
    JpegContent content = JpegContent::pattern;
    int restart_mcus = 0;             ///< restart marker after so many MCUs; 0: none
    bool optimized = false;           ///< Huffman tables made for the picture
    bool wide_tables = false;         ///< quantisation steps beyond 255 where quality asks for them
    std::vector<JpegScan> scans = {}; ///< a script; empty: as the members above say
};

Bytes make_jpeg(const JpegRecipe& recipe);

/// Changes the 64 quantised coefficients, in natural order, of one block of one component.
using EditBlock = std::function<void(int component, int x, int y, std::span<short> block)>;

/// `file` stored anew from its coefficients as `recipe`'s scans, restarts, coding and tables say,
/// each block passing through `edit` if there is one. Size, samplings, quantisation are the file's.
Bytes recode_jpeg(ByteView file, const JpegRecipe& recipe, const EditBlock& edit = {});

/// Decodes by jpeg_read_scanlines, chroma repeated and not smoothed: to full-size interleaved
/// Y'CbCr (the model says rgb) or, with `rgb`, converted by libjpeg.
enum class Reference { ycc, rgb };
Image decode_reference(ByteView data, Reference kind, int scale_eighths = 8);

} // namespace imgbatch::test
