/// Turns and mirrors pictures as their EXIF orientation says.
#pragma once

#include <imgbatch/result.h>

#include "image/image.h"
#include "image/orientation.h"

namespace imgbatch {

/// `image` upright. Any model and type; `normal` hands it back untouched. Extents change places
/// with the axes; an axis that is mirrored must be covered by its whole samples, or be laid out
/// from the far edge, as ResampleRequest::orientation asks for.
/// Errors: memory; internal when the library fails.
Expected<Image> orient(Image&& image, Orientation orientation);

} // namespace imgbatch
