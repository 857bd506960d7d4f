/// Fault images, for tests only: a whole image, followed by a trailer that its format ignores, as
/// the very last bytes of the file:
///
///   IMGBFLT1 STAGE ORDER
///
/// STAGE is probe, decode, transform, encode or commit; ORDER is one of deeds.h. A build without
/// IMGBATCH_FAULTS has none of this and takes such a file for what it is: an image.
#pragma once

#include <imgbatch/result.h>

#include "base/byte_source.h"

namespace imgbatch::fault {

/// Obeys the order in `source` if there is one for `stage`. Only files that are whole in memory are
/// looked at. Errors: corrupt, where the order says so, or makes no sense.
Expected<void> obey_image(const ByteSource& source, Stage stage);

} // namespace imgbatch::fault
