/// A WebP file's outer shape: its canvas, its first frame, what travels beside the pixels.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "base/bytes.h"
#include "image/orientation.h"

namespace imgbatch {

/// Views point into the file.
struct WebpContainer {
    Size canvas;
    bool ends_early = false; ///< the file is shorter than it says
    unsigned frames = 1;     ///< more than 1: an animation
    Rect frame;              ///< where the first frame lies on the canvas
    ByteView frame_data;     ///< its bitstream, as libwebp decodes it
    bool frame_alpha = false;
    bool frame_lossless = false;
    ByteView exif; ///< empty if none
    ByteView icc;  ///< empty if none

    /// Whether the first frame leaves parts of the canvas bare.
    [[nodiscard]] bool has_margin() const {
        return frame != Rect{0, 0, canvas.width, canvas.height};
    }
};

/// Errors: truncated before the first frame's header; corrupt; limit (a chunk beside the pixels
/// that is too large, too many frames); memory.
Expected<WebpContainer> read_webp_container(ByteView data, const InputLimits& limits);

} // namespace imgbatch
