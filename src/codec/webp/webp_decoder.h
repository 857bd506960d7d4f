/// WebP in, by libwebp.
#pragma once

#include "codec/codec.h"

namespace imgbatch {

/// The facade's probe() for WebP. Planes are never offered: WebP's Y'CbCr has the limited range.
Expected<SourceInfo> probe_webp(ByteView data, const DecodeOptions& options);

/// The facade's decode() for WebP: the first frame, where it lies on a transparent canvas. Lenient
/// callers get the rows that could be read, over zeros, unless there was none.
Expected<Decoded> decode_webp(ByteView data, const SourceInfo& info, const DecodeOptions& options,
                              CodecWorkspace& workspace);

} // namespace imgbatch
