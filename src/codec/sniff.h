/// What kind of file begins with these bytes.
#pragma once

#include <imgbatch/image_task.h>

#include "base/bytes.h"

namespace imgbatch {

/// The format by leading bytes alone; `unknown` when they fit none. A file that was cut within its
/// signature still counts as what it began to be, where two bytes or more tell.
ImageFormat sniff(ByteView data);

} // namespace imgbatch
