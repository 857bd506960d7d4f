/// Pictures on a background: padding around them, and a colour beneath their transparency.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "image/image.h"
#include "image/orientation.h"

namespace imgbatch {

/// Lays `image`, which it uses up, on a `canvas` of one colour, its top-left corner at (x, y),
/// wholly inside. The result has the image's type and model, except that grey becomes rgb
/// (gray_alpha rgba) where the colour is not a grey. The colour's alpha counts only where the model
/// has alpha. Transparent parts of the image stay so: flatten() first to see the colour beneath
/// them.
///
/// ycbcr: where chroma is subsampled, x and y must be multiples of its factors, and so must the
/// image's sides unless they end at the canvas's edge; else a chroma sample would belong to both
/// picture and background. Resample chroma to factors 1 and 1 or convert to rgb first.
/// Errors: memory; internal for a position that does not fit, cmyk, or such chroma.
Expected<Image> place_on_canvas(Image&& image, Size canvas, int x, int y, Color color);

/// `image` (rgba or gray_alpha, straight) over an opaque `color`, whose own alpha does not count:
/// rgba gives rgb; gray_alpha gives gray if the colour is a grey, else rgb. Rounded to nearest.
/// Errors: memory; internal for models without alpha.
Expected<Image> flatten(const Image& image, Color color);

} // namespace imgbatch
