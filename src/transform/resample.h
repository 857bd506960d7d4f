/// Scales a picture and cuts a window out of the result, in one go.
#pragma once

#include <imgbatch/result.h>

#include "base/scratch.h"
#include "image/image.h"
#include "image/plane_store.h"
#include "transform/resample_memory.h"
#include "transform/resample_plan.h"

#include <cstddef>
#include <span>

namespace imgbatch {

/// Resamples images and keeps what the next one can use: filter tables and buffers. One per thread.
/// A picture that comes in strips takes a ResampleSink.
///
/// Separable, rows first, in integers, so results are the same on every machine. 8-bit results are
/// within 1 of exact arithmetic, 16-bit ones too. Positions are exact fractions of each plane's
/// extent: a window holds the very samples that cutting the whole result would give, and chroma
/// stays in place. Reductions beyond 128 (16-bit: 4096) average whole blocks of samples first.
class Resampler {
public:
    /// Any model, u8 or u16; the result has the same. Plane 0 is exactly crop.width x crop.height,
    /// chroma is ceil(crop / factor) with the exact quotients as extents. Alpha is straight in and
    /// out; inside, colours are weighted by it, so none bleeds out of transparent pixels.
    /// Errors: memory; internal for a request that does not fit the image.
    Expected<Image> resample(const Image& source, const ResampleRequest& request);

    /// The same; hands `source` back untouched where nothing is to be done, and gives its planes to
    /// `spent` where they have done their work.
    Expected<Image> resample(Image&& source, const ResampleRequest& request, PlaneStore& spent);

    /// For those who resample strips.
    [[nodiscard]] ResampleMemory& memory() { return memory_; }

private:
    Image resample_planes(const Image& source, std::span<const PlanePlan> plans, Filter filter);
    Plane resample_plane(const Plane& source, const PlanePlan& plan, Filter filter, bool weigh);
    PlaneView premultiplied(const PlaneView& source);

    ResampleMemory memory_;
    Scratch<std::byte> premultiplied_;
};

} // namespace imgbatch
