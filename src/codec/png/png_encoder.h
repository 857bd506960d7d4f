/// PNG out.
#pragma once

#include "codec/codec.h"

namespace imgbatch {

/// The facade's encode() for PNG: gray, gray_alpha, rgb and rgba of 8 or 16 bits; alpha stays, even
/// where all of it is opaque. No time, no text; `icc` goes into iCCP. The same bytes at every SIMD
/// level.
Expected<Bytes> encode_png(const Image& image, ByteView icc, const EncodeOptions& options,
                           PngWorkspace& workspace);

} // namespace imgbatch
