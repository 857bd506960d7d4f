/// JPEG in: by our own decoder where it can, else by libjpeg-turbo, which knows 8-bit baseline,
/// extended, progressive and arithmetic.
#pragma once

#include "codec/codec.h"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace imgbatch {

/// The facade's probe() for JPEG. Of a file no more than `max_window` bytes are read at once.
Expected<SourceInfo> probe_jpeg(const ByteSource& data, const DecodeOptions& options,
                                std::size_t max_window = std::numeric_limits<std::size_t>::max());

/// The facade's decode() for JPEG, in strips. Warnings of libjpeg are damage by their code (DESIGN
/// names them); lenient callers get what was decoded, over black, unless not one row was.
Expected<std::vector<std::string>> decode_jpeg(const ByteSource& data, const SourceInfo& info,
                                               const DecodeRequest& request,
                                               const DecodeOptions& options,
                                               CodecWorkspace& workspace, PictureSink& sink);

} // namespace imgbatch
