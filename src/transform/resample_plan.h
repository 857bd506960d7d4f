/// What is asked of a resampler, and what that means for each plane.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "image/geometry.h"
#include "image/orientation.h"
#include "image/picture_sink.h"
#include "transform/filter.h"

#include <span>
#include <vector>

namespace imgbatch {

struct ResampleRequest {
    Size scaled;      ///< what the whole source picture becomes; sides 1 to 2^20
    Rect crop;        ///< the window of that to make; inside `scaled`
    int chroma_x = 1; ///< ycbcr: luma samples per chroma sample of the result, 1 or 2
    int chroma_y = 1;
    Filter filter = Filter::automatic;
    /// What orient() will do to the result. Where it mirrors an axis, subsampled chroma is laid
    /// out from the window's far edge, so that it starts at the picture's corner after the turn.
    Orientation orientation = Orientation::normal;
};

/// How one plane is resampled.
struct PlanePlan {
    AxisMap x;
    AxisMap y;
    Ratio extent_x; ///< of the result
    Ratio extent_y;
};

/// Plans for all planes of a picture. Errors: internal for a request that does not fit it, or a
/// picture whose planes do not fit its model.
Expected<std::vector<PlanePlan>> plan_resample(const PictureLayout& source,
                                               const ResampleRequest& request);

/// Whether the result is a plain piece of the source.
bool is_cutout(const PlanePlan& plan);

/// Whether the result is the source.
bool is_untouched(std::span<const PlanePlan> plans);

/// How many samples the resampler averages to one before it filters; 1: none. It keeps windows
/// short and weights large, and leaves a step so high that the kernel is flat over a block to
/// within the rounding of 8 or 16 bits.
int block_factor(const AxisMap& map, SampleType type);

/// The same axis behind means of `factor` samples.
AxisMap after_blocks(AxisMap map, int factor);

} // namespace imgbatch
