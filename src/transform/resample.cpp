#include "transform/resample.h"

#include "base/try.h"
#include "transform/alpha.h"
#include "transform/guarded.h"
#include "transform/plane_resampler.h"

#include <algorithm>
#include <utility>

namespace imgbatch {
namespace {

/// The layout of a picture whose planes are all of one type. Errors: internal.
Expected<PictureLayout> sound_layout_of(const Image& image) {
    const auto differs = [&](const Plane& plane) { return plane.type() != image.type(); };
    if (image.planes.empty() || std::ranges::any_of(image.planes, differs)) {
        return transform_error(OutcomeClass::internal,
                               "cannot resample: a plane does not fit its model");
    }
    return layout_of(image);
}

} // namespace

PlaneView Resampler::premultiplied(const PlaneView& source) {
    const std::size_t stride =
        plane_stride(static_cast<std::size_t>(source.width) *
                     static_cast<std::size_t>(source.channels * bytes_per_sample(source.type)));
    const PlaneSpan target{premultiplied_.get(plane_bytes(source.width, source.height,
                                                          source.channels, source.type, 0)),
                           static_cast<std::ptrdiff_t>(stride),
                           source.width,
                           source.height,
                           source.channels,
                           source.type};
    premultiply(source, target);
    return target;
}

Plane Resampler::resample_plane(const Plane& source, const PlanePlan& plan, Filter filter,
                                bool weigh) {
    const PlaneLayout layout{source.width(), source.height(), source.channels(), source.extent_x,
                             source.extent_y};
    PlaneResampler resampler(layout, source.type(), plan, filter, memory_);
    resampler.feed({weigh ? premultiplied(source.view()) : source.view(), 0});
    Plane result = resampler.take();
    if (weigh) {
        unpremultiply(result.span());
    }
    return result;
}

Image Resampler::resample_planes(const Image& source, std::span<const PlanePlan> plans,
                                 Filter filter) {
    Image result;
    result.model = source.model;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const bool weigh = has_alpha(source.model) && !is_cutout(plans[i]) && !is_opaque(source);
        result.planes.push_back(resample_plane(source.planes[i], plans[i], filter, weigh));
    }
    return result;
}

Expected<Image> Resampler::resample(const Image& source, const ResampleRequest& request) {
    IMGBATCH_TRY(const PictureLayout layout, sound_layout_of(source));
    IMGBATCH_TRY(const std::vector<PlanePlan> plans, plan_resample(layout, request));
    return guarded("resample", [&] { return resample_planes(source, plans, request.filter); });
}

Expected<Image> Resampler::resample(Image&& source, const ResampleRequest& request,
                                    PlaneStore& spent) {
    IMGBATCH_TRY(const PictureLayout layout, sound_layout_of(source));
    IMGBATCH_TRY(const std::vector<PlanePlan> plans, plan_resample(layout, request));
    if (is_untouched(plans)) {
        return std::move(source);
    }
    auto result =
        guarded("resample", [&] { return resample_planes(source, plans, request.filter); });
    spent.give_back(std::move(source));
    return result;
}

} // namespace imgbatch
