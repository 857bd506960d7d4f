/// A picture as PNG's filtered rows.
#pragma once

#include "base/bytes.h"
#include "codec/png/png_workspace.h"
#include "image/image.h"

namespace imgbatch {

/// How rows get their filters.
enum class FilterPlan {
    none,      ///< as they are: best where pixels repeat exactly, as in drawings and screenshots
    least_sum, ///< each the one with the least sum of differences: best for photographs
};

/// The plan under which a few strips of `plane` deflate to less. Overwrites the workspace's
/// buffers. Throws std::bad_alloc.
FilterPlan choose_filter_plan(const PlaneView& plane, PngWorkspace& workspace);

/// All rows of `plane`, each led by its filter byte, in `workspace.filtered`. Samples of 16 bits
/// become big-endian. Throws std::bad_alloc.
ByteView filter_picture(const PlaneView& plane, FilterPlan plan, PngWorkspace& workspace);

} // namespace imgbatch
