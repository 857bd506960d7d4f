/// PNG out, by libpng.
#pragma once

#include "codec/codec.h"

namespace imgbatch {

/// The facade's encode() for PNG: gray, gray_alpha, rgb and rgba of 8 or 16 bits. Effort is zlib's
/// level; 0 takes one cheap filter. No time, no text; `icc` goes into iCCP.
Expected<Bytes> encode_png(const Image& image, ByteView icc, const EncodeOptions& options);

} // namespace imgbatch
