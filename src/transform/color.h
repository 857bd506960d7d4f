/// From one colour model to another without a profile, and from 16 bits to 8.
///
/// All functions return a new image of the same size and leave the source alone.
/// Errors: memory; internal when the source is not of the model that is asked for.
#pragma once

#include <imgbatch/result.h>

#include "image/image.h"

namespace imgbatch {

/// Full-range BT.601 Y'CbCr, as JFIF says (ITU-T T.871), to rgb, each sample rounded to nearest
/// (off the exact value by at most 0.51). Needs planes of equal size: resample chroma with factors
/// 1 and 1 first.
Expected<Image> ycbcr_to_rgb(const Image& image);

/// gray to rgb, gray_alpha to rgba; u8 and u16.
Expected<Image> gray_to_rgb(const Image& image);

/// gray to gray_alpha, rgb to rgba, opaque all over; u8 and u16.
Expected<Image> add_opaque_alpha(const Image& image);

/// The plain formula for CMYK that has no profile: (1 - C)(1 - K) and so on; u8 and u16. Samples
/// are 0 for no ink.
Expected<Image> cmyk_to_rgb(const Image& image);

/// u16 samples to u8, rounded to nearest. Any model.
Expected<Image> to_8_bit(const Image& image);

} // namespace imgbatch
