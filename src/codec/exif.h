/// The one thing that matters in EXIF before pixels move: which way up.
#pragma once

#include "base/bytes.h"
#include "image/orientation.h"

namespace imgbatch {

/// The orientation that `blob` tells: a TIFF structure of either byte order, with or without
/// "Exif\0\0" before it. Every offset is checked; whatever is missing or broken counts as normal.
Orientation read_orientation(ByteView blob);

} // namespace imgbatch
