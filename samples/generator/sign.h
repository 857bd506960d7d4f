/// The sign that tells which way is up.
#pragma once

#include "picture.h"

namespace samples {

/// Paints a white board on a post, with an F and an arrow that points up, into the lower left
/// corner.
void paint_sign(Picture& picture);

} // namespace samples
