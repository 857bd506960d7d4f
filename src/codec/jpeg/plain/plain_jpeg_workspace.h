/// What the plain JPEG decoder keeps from one image to the next.
#pragma once

#include "base/scratch.h"
#include "codec/jpeg/plain/band_kernel.h"
#include "codec/jpeg/plain/band_tables.h"
#include "codec/jpeg/plain/code_cache.h"
#include "codec/jpeg/plain/entropy_tables.h"
#include "codec/jpeg/plain/segment_reader.h"

#include <cstdint>
#include <vector>

namespace imgbatch {

/// Tables by the codes they were made for, and buffers. Move-only; one thread at a time.
struct PlainJpegWorkspace {
    CodeCache<DcTable> dc_tables;
    CodeCache<AcTable> ac_tables;
    CodeCache<SkipTable> skip_tables;
    SegmentBuffers segment;
    Scratch<std::int16_t> tiles;

    // Of progressive files.
    CodeCache<FirstBandTable> first_band_tables;
    CodeCache<RefineBandTable> refine_band_tables;
    std::vector<SegmentBuffers> segments; ///< one for each scan that is needed
    Scratch<BlockHistory> history;
    Scratch<CoefficientSet> changes;
};

} // namespace imgbatch
