/// What codecs keep from one image to the next.
#pragma once

#include "base/scratch.h"
#include "codec/jpeg/plain/plain_jpeg_workspace.h"
#include "codec/png/png_workspace.h"
#include "image/plane_store.h"

#include <cstddef>
#include <limits>

namespace imgbatch {

/// Objects and buffers of the codecs, kept because making them anew costs as much as a thumbnail.
/// One per lane: never for two calls at once, but for any number one after another, whatever came
/// of them. Starts empty; grows to what the largest image needed.
struct CodecWorkspace {
    PlaneStore planes; ///< where decoded planes come from, and may be given back to
    PlainJpegWorkspace plain_jpeg;
    PngWorkspace png;
    Scratch<std::byte> spare_row; ///< JPEG: where libjpeg puts rows below the picture
    Scratch<std::byte> window;    ///< JPEG: what libjpeg reads of a file that is not in memory
    /// The longest that the window may be. Tests of its ends make it short.
    std::size_t max_window = std::numeric_limits<std::size_t>::max();
};

} // namespace imgbatch
