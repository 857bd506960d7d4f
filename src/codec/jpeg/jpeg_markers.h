/// What JPEG application markers carry beside pixels.
#pragma once

#include "base/bytes.h"
#include "codec/jpeg/libjpeg.h"
#include "image/orientation.h"

#include <optional>

namespace imgbatch {

/// From the first APP1 marker that is EXIF; normal where there is none.
Orientation read_jpeg_orientation(const jpeg_decompress_struct& decoder);

/// The profile of the APP2 markers put together (ICC.1, annex B.4): empty where there is none,
/// nullopt where pieces are missing, doubled or at odds.
std::optional<Bytes> read_jpeg_icc(const jpeg_decompress_struct& decoder);

} // namespace imgbatch
