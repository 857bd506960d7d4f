/// JPEG in, by libjpeg-turbo: 8-bit baseline, extended, progressive and arithmetic.
#pragma once

#include "codec/codec.h"

namespace imgbatch {

/// The facade's probe() for JPEG.
Expected<SourceInfo> probe_jpeg(ByteView data, const DecodeOptions& options);

/// The facade's decode() for JPEG. Warnings of libjpeg are damage by their code (DESIGN names
/// them); lenient callers get what was decoded, over black, unless not one row was.
Expected<Decoded> decode_jpeg(ByteView data, const SourceInfo& info, const DecodeRequest& request,
                              const DecodeOptions& options, CodecWorkspace& workspace);

} // namespace imgbatch
