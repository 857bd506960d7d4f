/// JPEG out, by libjpeg-turbo.
#pragma once

#include "codec/codec.h"

namespace imgbatch {

inline constexpr int jpeg_max_side = 65500; ///< pixels, as libjpeg has it

/// The facade's encode() for JPEG: gray or rgb, or ycbcr planes written as they are with the
/// chroma factors they have. Sides are in range. JFIF, no comments; `icc` goes into APP2 markers.
Expected<Bytes> encode_jpeg(const Image& image, ByteView icc, const EncodeOptions& options);

} // namespace imgbatch
