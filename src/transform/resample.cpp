#include "transform/resample.h"

#include "base/try.h"
#include "transform/alpha.h"
#include "transform/block_mean.h"
#include "transform/guarded.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

namespace imgbatch {
namespace {

constexpr int max_scaled_side = 1 << 20;
constexpr int max_source_side = 1 << 30;
/// Source samples of one block's row: its buffers then stay within a core's cache.
template <class Table>
constexpr int max_block_samples = std::is_same_v<Table, NarrowTable> ? 8192 : 2048;
/// From twice this step on, blocks are averaged first, down to at least this step. It keeps windows
/// short and weights large, and is so high that the kernel is flat over a block to within the
/// rounding of 8 or 16 bits.
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

bool is_sound_plane(const Plane& plane, int channels, SampleType type) {
    return plane.width() >= 1 && plane.height() >= 1 && plane.width() <= max_source_side &&
           plane.height() <= max_source_side && plane.channels() == channels &&
           plane.type() == type && is_sound_extent(plane.extent_x, plane.width()) &&
           is_sound_extent(plane.extent_y, plane.height());
}

bool is_window_of(const Rect& crop, const Size& whole) {
    return crop.x >= 0 && crop.y >= 0 && crop.width >= 1 && crop.height >= 1 &&
           crop.width <= whole.width - crop.x && crop.height <= whole.height - crop.y;
}

Expected<void> check(const Image& source, const ResampleRequest& request) {
    const bool planar = source.model == ColorModel::ycbcr;
    if (source.planes.size() != (planar ? 3U : 1U)) {
        return bad_request("planes are missing");
    }
    for (const Plane& plane : source.planes) {
        if (!is_sound_plane(plane, planar ? 1 : channel_count(source.model), source.type())) {
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

bool is_whole_copy(const AxisMap& map) {
    return is_copy(map) && map.start == Ratio(0) && map.out == map.source;
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

/// Lays a plane over scratch memory, with the row alignment and the readable tail of a Plane.
PlaneSpan lay_out(Scratch<std::byte>& memory, int width, int height, const PlaneView& like) {
    const std::size_t row = static_cast<std::size_t>(width) *
                            static_cast<std::size_t>(like.channels * bytes_per_sample(like.type));
    const std::size_t stride = (row + 63) / 64 * 64;
    std::byte* data = memory.get(stride * static_cast<std::size_t>(height) + 64);
    return {data, static_cast<std::ptrdiff_t>(stride), width, height, like.channels, like.type};
}

void copy_window(const PlaneView& source, const PlaneSpan& target, int x, int y) {
    const std::ptrdiff_t pixel =
        static_cast<std::ptrdiff_t>(source.channels) * bytes_per_sample(source.type);
    const auto bytes = static_cast<std::size_t>(target.width * pixel);
    for (int row = 0; row < target.height; ++row) {
        std::memcpy(target.data + row * target.stride,
                    source.data + (y + row) * source.stride + x * pixel, bytes);
    }
}

/// The next block of output columns from `begin` on: as many fours as fit the buffers, at least
/// one. Fours, since the kernels write four samples at a time.
template <class Table>
BlockWindow next_block(const Table& table, int begin, const PlaneSpan& target) {
    const auto first = [&](int i) { return table.first[static_cast<std::size_t>(i)]; };
    const int max_columns = std::max(max_block_samples<Table> / target.channels, 1);
    BlockWindow window;
    window.out_begin = begin;
    window.out_rows = target.height;
    window.column_begin = first(begin);
    int end = std::min(begin + 4, target.width);
    while (end < target.width) {
        const int further = std::min(end + 4, target.width);
        if (first(further - 1) + table.taps - window.column_begin > max_columns) {
            break;
        }
        end = further;
    }
    window.out_columns = end - begin;
    window.columns = first(end - 1) + table.taps - window.column_begin;
    return window;
}

} // namespace

template <class T, class Table>
void Resampler::run_blocks(const PlaneView& source, const PlaneSpan& target, const Table& vertical,
                           const Table& horizontal) {
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
    BlockSamples<T> samples;
    samples.source = reinterpret_cast<const T*>(source.data);
    samples.source_stride = source.stride / size;
    samples.source_width = source.width;
    samples.source_height = source.height;
    samples.target_stride = target.stride / size;
    samples.channels = source.channels;
    for (int begin = 0; begin < target.width;) {
        const BlockWindow window = next_block(horizontal, begin, target);
        samples.target = reinterpret_cast<T*>(target.data) +
                         static_cast<std::ptrdiff_t>(begin) * target.channels;
        resample_block(samples, window, vertical, horizontal, scratch_);
        begin += window.out_columns;
    }
}

PlaneView Resampler::shrink_blocks(const PlaneView& source, AxisPair& maps, Filter filter) {
    const int factor_x = filter == Filter::nearest ? 1 : block_factor(maps.x, source.type);
    const int factor_y = filter == Filter::nearest ? 1 : block_factor(maps.y, source.type);
    if (factor_x == 1 && factor_y == 1) {
        return source;
    }
    maps.x = after_blocks(maps.x, factor_x);
    maps.y = after_blocks(maps.y, factor_y);
    const PlaneSpan target = lay_out(shrunk_, maps.x.source, maps.y.source, source);
    std::uint64_t* sums = sums_.get(static_cast<std::size_t>(target.width) *
                                    static_cast<std::size_t>(target.channels));
    block_mean(source, factor_x, factor_y, target, sums);
    return target;
}

void Resampler::resample_plane(PlaneView source, const PlaneSpan& target, AxisPair maps,
                               Filter filter) {
    if (is_copy(maps.x) && is_copy(maps.y)) {
        copy_window(source, target, static_cast<int>(maps.x.start.num),
                    static_cast<int>(maps.y.start.num));
        return;
    }
    source = shrink_blocks(source, maps, filter);
    if (source.type == SampleType::u8) {
        const auto vertical = narrow_tables_.get(
            {maps.y, filter, 1}, [&] { return make_narrow_table(maps.y, filter, 1); });
        const auto horizontal = narrow_tables_.get(
            {maps.x, filter, 2}, [&] { return make_narrow_table(maps.x, filter, 2); });
        run_blocks<std::uint8_t>(source, target, *vertical, *horizontal);
    } else {
        const auto vertical =
            wide_tables_.get({maps.y, filter, 1}, [&] { return make_wide_table(maps.y, filter); });
        const auto horizontal =
            wide_tables_.get({maps.x, filter, 1}, [&] { return make_wide_table(maps.x, filter); });
        run_blocks<std::uint16_t>(source, target, *vertical, *horizontal);
    }
}

PlaneView Resampler::premultiplied(const PlaneView& source) {
    const PlaneSpan target = lay_out(premultiplied_, source.width, source.height, source);
    premultiply(source, target);
    return target;
}

Image Resampler::resample_checked(const Image& source, const ResampleRequest& request) {
    Image result;
    result.model = source.model;
    const Mirrored mirror = mirrored(request.orientation);
    const Rect& crop = request.crop;
    for (std::size_t i = 0; i < source.planes.size(); ++i) {
        const Plane& plane = source.planes[i];
        const int factor_x = i == 0 ? 1 : request.chroma_x;
        const int factor_y = i == 0 ? 1 : request.chroma_y;
        const AxisPair maps{axis_map(plane.width(), plane.extent_x, request.scaled.width, crop.x,
                                     crop.width, factor_x, mirror.x),
                            axis_map(plane.height(), plane.extent_y, request.scaled.height, crop.y,
                                     crop.height, factor_y, mirror.y)};
        Plane target(maps.x.out, maps.y.out, plane.channels(), plane.type());
        target.extent_x = Ratio(crop.width, factor_x);
        target.extent_y = Ratio(crop.height, factor_y);
        const bool weigh =
            has_alpha(source.model) && !(is_copy(maps.x) && is_copy(maps.y)) && !is_opaque(source);
        resample_plane(weigh ? premultiplied(plane.view()) : plane.view(), target.span(), maps,
                       request.filter);
        if (weigh) {
            unpremultiply(target.span());
        }
        result.planes.push_back(std::move(target));
    }
    return result;
}

Expected<Image> Resampler::resample(const Image& source, const ResampleRequest& request) {
    IMGBATCH_TRY(check(source, request));
    return guarded("resample", [&] { return resample_checked(source, request); });
}

Expected<Image> Resampler::resample(Image&& source, const ResampleRequest& request,
                                    PlaneStore& spent) {
    IMGBATCH_TRY(check(source, request));
    const Mirrored mirror = mirrored(request.orientation);
    const Rect& crop = request.crop;
    bool untouched = true;
    for (std::size_t i = 0; i < source.planes.size(); ++i) {
        const Plane& plane = source.planes[i];
        untouched =
            untouched &&
            is_whole_copy(axis_map(plane.width(), plane.extent_x, request.scaled.width, crop.x,
                                   crop.width, i == 0 ? 1 : request.chroma_x, mirror.x)) &&
            is_whole_copy(axis_map(plane.height(), plane.extent_y, request.scaled.height, crop.y,
                                   crop.height, i == 0 ? 1 : request.chroma_y, mirror.y));
    }
    if (untouched) {
        return std::move(source);
    }
    auto result = resample(std::as_const(source), request);
    spent.give_back(std::move(source));
    return result;
}

} // namespace imgbatch
