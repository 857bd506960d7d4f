/// What a resampler keeps from one picture to the next.
#pragma once

#include "base/scratch.h"
#include "image/plane_store.h"
#include "transform/resample_kernels.h"
#include "transform/table_cache.h"

namespace imgbatch {

/// Filter tables and buffers. One per thread.
struct ResampleMemory {
    TableCache<NarrowTable> narrow_tables;
    TableCache<WideTable> wide_tables;
    KernelScratch kernels;
    PlaneStore windows; ///< of source rows
};

} // namespace imgbatch
