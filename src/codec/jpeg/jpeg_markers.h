/// What JPEG application markers carry beside pixels.
#pragma once

#include "base/bytes.h"
#include "codec/jpeg/libjpeg.h"
#include "image/orientation.h"

#include <cstdint>
#include <optional>

namespace imgbatch {

/// What has been kept of one header's markers.
struct KeptMarkers {
    std::uint64_t bytes = 0;
    jpeg_marker_struct* last = nullptr;
};

/// Has `decoder`, whose error manager is a JpegErrors, keep the markers that are EXIF or pieces of
/// a profile, up to InputLimits::metadata_bytes of them; more end the reading as `limit`.
/// (libjpeg's own way keeps all of their kind, whatever they hold, and takes time by the square of
/// their number.) `kept` outlives the reading of the header.
void keep_exif_and_icc(jpeg_decompress_struct& decoder, KeptMarkers& kept);

/// From the first APP1 marker that is EXIF; normal where there is none.
Orientation read_jpeg_orientation(const jpeg_decompress_struct& decoder);

/// The profile of the APP2 markers put together (ICC.1, annex B.4): empty where there is none,
/// nullopt where pieces are missing, doubled or at odds.
std::optional<Bytes> read_jpeg_icc(const jpeg_decompress_struct& decoder);

} // namespace imgbatch
