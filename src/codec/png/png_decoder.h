/// PNG in.
#pragma once

#include "codec/codec.h"

namespace imgbatch {

/// The facade's probe() for PNG.
Expected<SourceInfo> probe_png(ByteView data, const DecodeOptions& options);

/// The facade's decode() for PNG: palettes become RGB(A), 1, 2 and 4 bits become 8, 16 stay 16,
/// tRNS becomes alpha. A missing end mark counts as truncated. Lenient callers get the rows that
/// could be read, over zeros, unless there was none. Plain pictures without a flaw are read by
/// decode_plain_png(); all else, and every verdict on damage, is libpng's.
Expected<Decoded> decode_png(ByteView data, const SourceInfo& info, const DecodeOptions& options,
                             CodecWorkspace& workspace);

/// The same by libpng alone: what the quick way has to agree with.
Expected<Decoded> decode_png_by_libpng(ByteView data, const SourceInfo& info,
                                       const DecodeOptions& options);

} // namespace imgbatch
