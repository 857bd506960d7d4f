/// Y'CbCr planes as a JPEG stores them, without upsampling or conversion.
#pragma once

#include "codec/jpeg/libjpeg.h"
#include "image/image.h"
#include "image/plane_store.h"

namespace imgbatch {

/// Whether a JPEG's chroma, and how much of it, fits an Image: three Y'CbCr components, the luma's
/// sampling factors the largest, both chroma's equal and 1 or 2 times coarser each way.
struct JpegSampling {
    bool fits_image = false;
    int chroma_x = 1; ///< luma samples per chroma sample, as far as they are whole
    int chroma_y = 1;
};
JpegSampling read_sampling(const jpeg_decompress_struct& decoder);

/// Planes of the sizes that libjpeg will give, after jpeg_calc_output_dimensions() or
/// jpeg_start_decompress(); extents are exact. Black where `zeroed`, else uninitialised.
Image take_planes_for(const jpeg_decompress_struct& decoder, bool zeroed, PlaneStore& store);

/// The planes of an Image as plain pointers, for code that libjpeg may leave by longjmp.
struct RawPlanes {
    PlaneSpan plane[3];
    JSAMPLE* spare_row = nullptr; ///< as long as the longest stride, for rows below the picture
};

/// Reads all rows by jpeg_read_raw_data(); for use under guarded().
void read_raw_planes(jpeg_decompress_struct& decoder, const RawPlanes& planes);

} // namespace imgbatch
