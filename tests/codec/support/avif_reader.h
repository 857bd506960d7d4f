/// AVIF files read by libavif directly, as the independent side of tests.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

namespace imgbatch::test {

struct AvifPicture {
    int depth = 0;    ///< bits
    int chroma_x = 0; ///< luma samples per chroma sample; 0 for pictures without colour
    int chroma_y = 0;
    bool full_range = false;
    int primaries = 0; ///< code points of ITU-T H.273
    int transfer = 0;
    int matrix = 0;
    Bytes icc;
    Image planes; ///< as stored: gray, or ycbcr whatever the matrix
    Image pixels; ///< converted by libavif: rgb, or rgba where the file has alpha
};

/// Fails the test case where libavif refuses the file.
AvifPicture read_avif(ByteView file);

} // namespace imgbatch::test
