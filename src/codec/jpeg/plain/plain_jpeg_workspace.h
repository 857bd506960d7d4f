/// What the plain JPEG decoder keeps from one image to the next.
#pragma once

#include "base/scratch.h"
#include "codec/jpeg/plain/code_cache.h"
#include "codec/jpeg/plain/entropy_tables.h"
#include "codec/jpeg/plain/segment_reader.h"

#include <cstdint>

namespace imgbatch {

/// Tables by the codes they were made for, and buffers. Move-only; one thread at a time.
struct PlainJpegWorkspace {
    CodeCache<DcTable> dc_tables;
    CodeCache<AcTable> ac_tables;
    CodeCache<SkipTable> skip_tables;
    SegmentBuffers segment;
    Scratch<std::int16_t> tiles;
};

} // namespace imgbatch
