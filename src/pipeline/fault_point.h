/// Where tests make an image misbehave: in builds with IMGBATCH_FAULTS its own bytes may order a
/// fault, see fault/fault_image.h. In all others a fault point is nothing at all.
#pragma once

#include <imgbatch/result.h>

#include "base/byte_source.h"

#ifdef IMGBATCH_FAULTS
#include "fault/fault_image.h"
#endif

namespace imgbatch {

/// To be called when `stage` begins to work on `source`.
#ifdef IMGBATCH_FAULTS
inline Expected<void> at_fault_point(const ByteSource& source, Stage stage) {
    return fault::obey_image(source, stage);
}
#else
inline Expected<void> at_fault_point(const ByteSource& /*source*/, Stage /*stage*/) {
    return {};
}
#endif

} // namespace imgbatch
