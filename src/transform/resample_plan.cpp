#include "transform/resample_plan.h"

#include "transform/guarded.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace imgbatch {
namespace {

constexpr int max_scaled_side = 1 << 20;
constexpr int max_source_side = 1 << 30;

/// From twice this step on, blocks are averaged first, down to at least this step.
constexpr int kept_step(SampleType type) {
    return type == SampleType::u8 ? 64 : 2048;
}

Error bad_request(std::string why) {
    return transform_error(OutcomeClass::internal, "cannot resample: " + std::move(why));
}

/// Whether `extent` covers more than nothing and no more than `samples`, in terms small enough for
/// exact arithmetic.
bool is_sound_extent(Ratio extent, int samples) {
    constexpr std::int64_t max_den = 64;
    return extent.den >= 1 && extent.den <= max_den && extent.num > 0 &&
           extent.num <= samples * extent.den;
}

bool is_sound_plane(const PlaneLayout& plane, int channels) {
    return plane.width >= 1 && plane.height >= 1 && plane.width <= max_source_side &&
           plane.height <= max_source_side && plane.channels == channels &&
           is_sound_extent(plane.extent_x, plane.width) &&
           is_sound_extent(plane.extent_y, plane.height);
}

bool is_window_of(const Rect& crop, const Size& whole) {
    return crop.x >= 0 && crop.y >= 0 && crop.width >= 1 && crop.height >= 1 &&
           crop.width <= whole.width - crop.x && crop.height <= whole.height - crop.y;
}

Expected<void> check(const PictureLayout& source, const ResampleRequest& request) {
    const bool planar = source.model == ColorModel::ycbcr;
    if (source.planes.size() != (planar ? 3U : 1U)) {
        return bad_request("planes are missing");
    }
    for (const PlaneLayout& plane : source.planes) {
        if (!is_sound_plane(plane, planar ? 1 : channel_count(source.model))) {
            return bad_request("a plane does not fit its model");
        }
    }
    const auto [width, height] = request.scaled;
    if (width < 1 || height < 1 || width > max_scaled_side || height > max_scaled_side) {
        return bad_request("a side of " + std::to_string(width) + "x" + std::to_string(height) +
                           " is out of range");
    }
    if (!is_window_of(request.crop, request.scaled)) {
        return bad_request("the window is not inside the picture");
    }
    const auto is_factor = [](int factor) { return factor == 1 || factor == 2; };
    if (!is_factor(request.chroma_x) || !is_factor(request.chroma_y)) {
        return bad_request("chroma factors are 1 or 2");
    }
    return {};
}

/// How one axis of a plane is sampled. `factor`: luma samples per sample of this plane.
AxisMap axis_map(int source, Ratio extent, int scaled, int crop_begin, int crop_length, int factor,
                 bool from_far_edge) {
    AxisMap map;
    map.source = source;
    map.out = (crop_length + factor - 1) / factor;
    map.step = extent * Ratio(factor, scaled);
    const Ratio first = from_far_edge ? Ratio(crop_begin + crop_length, factor) + Ratio(-map.out)
                                      : Ratio(crop_begin, factor);
    map.start = first * map.step;
    return map;
}

struct Mirrored {
    bool x = false;
    bool y = false;
};

/// Which axes of the stored picture `orientation` reverses.
Mirrored mirrored(Orientation orientation) {
    // The top-left stored pixel is asked where the upright picture's corner comes from.
    const Rect corner = to_stored({0, 0, 1, 1}, {2, 2}, orientation);
    return {corner.x != 0, corner.y != 0};
}

bool is_whole_copy(const AxisMap& map) {
    return is_copy(map) && map.start == Ratio(0) && map.out == map.source;
}

} // namespace

Expected<std::vector<PlanePlan>> plan_resample(const PictureLayout& source,
                                               const ResampleRequest& request) {
    if (auto sound = check(source, request); !sound) {
        return std::move(sound).error();
    }
    const Mirrored mirror = mirrored(request.orientation);
    const Rect& crop = request.crop;
    std::vector<PlanePlan> plans;
    for (const PlaneLayout& plane : source.planes) {
        const int factor_x = plans.empty() ? 1 : request.chroma_x;
        const int factor_y = plans.empty() ? 1 : request.chroma_y;
        plans.push_back({axis_map(plane.width, plane.extent_x, request.scaled.width, crop.x,
                                  crop.width, factor_x, mirror.x),
                         axis_map(plane.height, plane.extent_y, request.scaled.height, crop.y,
                                  crop.height, factor_y, mirror.y),
                         Ratio(crop.width, factor_x), Ratio(crop.height, factor_y)});
    }
    return plans;
}

bool is_cutout(const PlanePlan& plan) {
    return is_copy(plan.x) && is_copy(plan.y);
}

bool is_untouched(std::span<const PlanePlan> plans) {
    return std::ranges::all_of(plans, [](const PlanePlan& plan) {
        return is_whole_copy(plan.x) && is_whole_copy(plan.y);
    });
}

int block_factor(const AxisMap& map, SampleType type) {
    const std::int64_t step = map.step.num / map.step.den;
    return std::max(1, static_cast<int>(step / kept_step(type)));
}

AxisMap after_blocks(AxisMap map, int factor) {
    map.source = static_cast<int>((std::int64_t{map.source} + factor - 1) / factor);
    map.step = map.step / Ratio(factor);
    map.start = map.start / Ratio(factor);
    return map;
}

} // namespace imgbatch
