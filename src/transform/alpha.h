/// Transparency: is there any, and the change between straight and premultiplied alpha.
#pragma once

#include "image/image.h"

namespace imgbatch {

/// Whether every alpha sample is at its maximum; true for models without alpha.
bool is_opaque(const Image& image);

/// Writes `source` (alpha is its last channel, 2 or 4 channels) to `target`, of the same shape,
/// with its colours multiplied by alpha and rounded to nearest.
void premultiply(const PlaneView& source, const PlaneSpan& target);

/// The way back, in place: colours over alpha, rounded to nearest and clamped; black where alpha
/// is 0.
void unpremultiply(const PlaneSpan& plane);

} // namespace imgbatch
