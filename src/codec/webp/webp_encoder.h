/// WebP out, by libwebp.
#pragma once

#include "codec/codec.h"

namespace imgbatch {

inline constexpr int webp_max_side = 16383; ///< pixels, by the format

/// The facade's encode() for WebP: gray (widened), rgb and rgba of 8 bits. Effort 0 to 9 spreads
/// over libwebp's methods 0 to 6; without it, method 4. Lossless keeps colours under transparency.
Expected<Bytes> encode_webp(const Image& image, ByteView icc, const EncodeOptions& options);

} // namespace imgbatch
