// Included once per SIMD target, inside none of its namespaces.
#if defined(IMGBATCH_CODEC_PNG_UNFILTER_FRONT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef IMGBATCH_CODEC_PNG_UNFILTER_FRONT_INL_H
#undef IMGBATCH_CODEC_PNG_UNFILTER_FRONT_INL_H
#else
#define IMGBATCH_CODEC_PNG_UNFILTER_FRONT_INL_H
#endif

#include "codec/png/paeth-inl.h"
#include "codec/png/unfilter.h"

#include <hwy/highway.h>

#include <array>
#include <cstring>

// Average and Paeth need the pixel to the left, so that one row alone is bound by latency. A group
// of rows is worked on at once, as a slanted front: lane k (four bytes, one pixel) is at pixel
// t - 2k of row k.
//
//   row 0   . . . . . . . . # t          "up" of lane k is what lane k - 1 gave two steps before,
//   row 1   . . . . . . # t - 2          so that moving it one lane up costs no waiting;
//   row 2   . . . . # t - 4              "upper left" is the "up" of the step before.
//   row 3   . . # t - 6
//
// The triangles that the front leaves at both ends of the rows are done plainly.

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

// Highway's scalar target has no shuffles, and vectors of unknown length no fixed count of rows.
#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE

namespace hn = hwy::HWY_NAMESPACE;

using D8 = hn::CappedTag<std::uint8_t, 32>;
using D32 = hn::Repartition<std::uint32_t, D8>;
using D64 = hn::Repartition<std::uint64_t, D8>;
using V8 = hn::Vec<D8>;
using V32 = hn::Vec<D32>;
using Block = hn::FixedTag<std::uint8_t, 16>;

constexpr int group_rows = static_cast<int>(hn::MaxLanes(D32()));
constexpr int slant = 2;      ///< pixels that a row lags behind the one above
constexpr int step_count = 4; ///< pixels of each row that are loaded and stored together
/// Where the first row is when the last one begins.
constexpr int front_begin = slant * (group_rows - 1);

/// One row of a group.
struct GroupRow {
    const std::uint8_t* filtered = nullptr;
    const std::uint8_t* above = nullptr;
    std::uint8_t* row = nullptr;
    PngFilter filter = PngFilter::none;
};
using Group = std::array<GroupRow, static_cast<std::size_t>(group_rows)>;
/// A pixel of each row.
using Lanes = std::array<std::uint32_t, static_cast<std::size_t>(group_rows)>;

/// Which neighbours a lane's filter looks at. A Paeth predictor that sees zeros for the others is
/// Sub, Up or None.
struct Masks {
    V8 left;
    V8 up;
    V8 corner;
    V8 average;
};

/// What one step leaves for the next.
struct Front {
    V8 left;
    V8 corner;
    V8 up;      ///< of this step, but for lane 0
    V8 next_up; ///< of the step after it
};

HWY_INLINE Masks masks_of(const Group& group) {
    alignas(64) std::array<Lanes, 4> lanes{};
    for (std::size_t k = 0; k < group.size(); ++k) {
        const PngFilter filter = group[k].filter;
        const bool two = filter == PngFilter::average || filter == PngFilter::paeth;
        lanes[0][k] = two || filter == PngFilter::sub ? ~0U : 0;
        lanes[1][k] = two || filter == PngFilter::up ? ~0U : 0;
        lanes[2][k] = filter == PngFilter::paeth ? ~0U : 0;
        lanes[3][k] = filter == PngFilter::average ? ~0U : 0;
    }
    const D8 d8;
    const D32 d32;
    return {hn::BitCast(d8, hn::Load(d32, lanes[0].data())),
            hn::BitCast(d8, hn::Load(d32, lanes[1].data())),
            hn::BitCast(d8, hn::Load(d32, lanes[2].data())),
            hn::BitCast(d8, hn::Load(d32, lanes[3].data()))};
}

/// The pixel of each lane in `lanes`.
HWY_INLINE V8 load_lanes(const std::uint32_t* lanes) {
    return hn::BitCast(D8(), hn::Load(D32(), lanes));
}

/// The front when its first row is at front_begin and all pixels before it are done.
template <int pixel>
HWY_INLINE Front first_front(const Group& group) {
    alignas(64) std::array<Lanes, 4> lanes{};
    for (std::size_t k = 0; k < group.size(); ++k) {
        const std::ptrdiff_t at = pixel * (front_begin - slant * static_cast<std::ptrdiff_t>(k));
        if (at > 0) {
            std::memcpy(&lanes[0][k], group[k].row + at - pixel, pixel);
            std::memcpy(&lanes[1][k], group[k].above + at - pixel, pixel);
        }
        if (k > 0) {
            std::memcpy(&lanes[2][k], group[k].above + at, pixel);
            std::memcpy(&lanes[3][k], group[k].above + at + pixel, pixel);
        }
    }
    return {load_lanes(lanes[0].data()), load_lanes(lanes[1].data()), load_lanes(lanes[2].data()),
            load_lanes(lanes[3].data())};
}

/// Each lane's pixel to the lane of the row below.
HWY_INLINE V8 to_next_row(V8 pixels) {
    const D32 d32;
    alignas(64) constexpr std::array<std::int32_t, 8> order = {0, 0, 1, 2, 3, 4, 5, 6};
    return hn::BitCast(D8(), hn::TableLookupLanes(hn::BitCast(d32, pixels),
                                                  hn::SetTableIndices(d32, order.data())));
}

/// One pixel of every row. `above` begins with the pixel above lane 0.
HWY_INLINE V8 step(V8 filtered, const std::uint8_t* above, const Masks& masks, Front& front) {
    const D8 d8;
    const D32 d32;
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, above, sizeof pixel);
    const V8 up = hn::BitCast(
        d8, hn::IfThenElse(hn::FirstN(d32, 1), hn::Set(d32, pixel), hn::BitCast(d32, front.up)));
    const V8 nearest = paeth(d8, hn::And(front.left, masks.left), hn::And(up, masks.up),
                             hn::And(front.corner, masks.corner));
    const V8 average = floor_average(d8, front.left, up);
    const V8 predicted = hn::IfThenElse(hn::MaskFromVec(masks.average), average, nearest);
    const V8 samples = hn::Add(filtered, predicted);
    front = {samples, up, front.next_up, to_next_row(samples)};
    return samples;
}

/// Where the bytes of four pixels go when each gets a lane, and back; 128 lets a zero appear.
template <int pixel>
HWY_INLINE V8 spread_table() {
    alignas(16) constexpr auto table = [] {
        std::array<std::uint8_t, 16> t{};
        for (int i = 0; i < 16; ++i) {
            t[static_cast<std::size_t>(i)] =
                i % 4 < pixel ? static_cast<std::uint8_t>(i / 4 * pixel + i % 4) : 128;
        }
        return t;
    }();
    return hn::LoadDup128(D8(), table.data());
}

template <int pixel>
HWY_INLINE V8 gather_table() {
    alignas(16) constexpr auto table = [] {
        std::array<std::uint8_t, 16> t{};
        for (int i = 0; i < 16; ++i) {
            t[static_cast<std::size_t>(i)] =
                i < 4 * pixel ? static_cast<std::uint8_t>(i / pixel * 4 + i % pixel) : 128;
        }
        return t;
    }();
    return hn::LoadDup128(D8(), table.data());
}

/// In each block of 128 bits: four rows of four pixels to four pixels of four rows.
HWY_INLINE void transpose(V8& v0, V8& v1, V8& v2, V8& v3) {
    const D8 d8;
    const D32 d32;
    const D64 d64;
    const V32 r0 = hn::BitCast(d32, v0);
    const V32 r1 = hn::BitCast(d32, v1);
    const V32 r2 = hn::BitCast(d32, v2);
    const V32 r3 = hn::BitCast(d32, v3);
    const auto low01 = hn::BitCast(d64, hn::InterleaveLower(d32, r0, r1));
    const auto low23 = hn::BitCast(d64, hn::InterleaveLower(d32, r2, r3));
    const auto high01 = hn::BitCast(d64, hn::InterleaveUpper(d32, r0, r1));
    const auto high23 = hn::BitCast(d64, hn::InterleaveUpper(d32, r2, r3));
    v0 = hn::BitCast(d8, hn::InterleaveLower(d64, low01, low23));
    v1 = hn::BitCast(d8, hn::InterleaveUpper(d64, low01, low23));
    v2 = hn::BitCast(d8, hn::InterleaveLower(d64, high01, high23));
    v3 = hn::BitCast(d8, hn::InterleaveUpper(d64, high01, high23));
}

/// Sixteen bytes of row `k`, and of row `k` + 4 where a vector has room for both; `t` is where the
/// first row is.
template <int pixel, class D>
HWY_INLINE hn::Vec<D> load_rows(D d, const Group& group, std::size_t k, std::ptrdiff_t t) {
    const std::ptrdiff_t at = pixel * (t - slant * static_cast<std::ptrdiff_t>(k));
    if constexpr (hn::MaxLanes(D()) == 16) {
        return hn::LoadU(d, group[k].filtered + at);
    } else {
        const Block block;
        return hn::Combine(d, hn::LoadU(block, group[k + 4].filtered + at - 4 * slant * pixel),
                           hn::LoadU(block, group[k].filtered + at));
    }
}

template <int pixel, class D>
HWY_INLINE void store_rows(D d, hn::Vec<D> samples, const Group& group, std::size_t k,
                           std::ptrdiff_t t) {
    const std::ptrdiff_t at = pixel * (t - slant * static_cast<std::ptrdiff_t>(k));
    if constexpr (hn::MaxLanes(D()) == 16) {
        hn::StoreU(samples, d, group[k].row + at);
    } else {
        const Block block;
        hn::StoreU(hn::LowerHalf(block, samples), block, group[k].row + at);
        hn::StoreU(hn::UpperHalf(block, samples), block, group[k + 4].row + at - 4 * slant * pixel);
    }
}

/// Moves the front from front_begin as far as whole loads and stores allow; where it then is.
/// What a store writes beyond its four pixels is written again by the next, or by the end.
template <int pixel>
HWY_INLINE std::ptrdiff_t move_front(const Group& group, std::ptrdiff_t row_bytes) {
    const D8 d8;
    const Masks masks = masks_of(group);
    const V8 spread = spread_table<pixel>();
    const V8 gather = gather_table<pixel>();
    Front front = first_front<pixel>(group);
    std::ptrdiff_t t = front_begin;
    for (; pixel * t + 16 <= row_bytes; t += step_count) {
        V8 v0 = load_rows<pixel>(d8, group, 0, t);
        V8 v1 = load_rows<pixel>(d8, group, 1, t);
        V8 v2 = load_rows<pixel>(d8, group, 2, t);
        V8 v3 = load_rows<pixel>(d8, group, 3, t);
        if constexpr (pixel != 4) {
            v0 = hn::TableLookupBytes(v0, spread);
            v1 = hn::TableLookupBytes(v1, spread);
            v2 = hn::TableLookupBytes(v2, spread);
            v3 = hn::TableLookupBytes(v3, spread);
        }
        transpose(v0, v1, v2, v3);
        const std::uint8_t* above = group[0].above + pixel * t;
        v0 = step(v0, above, masks, front);
        v1 = step(v1, above + pixel, masks, front);
        v2 = step(v2, above + 2 * pixel, masks, front);
        v3 = step(v3, above + 3 * pixel, masks, front);
        transpose(v0, v1, v2, v3);
        if constexpr (pixel != 4) {
            v0 = hn::TableLookupBytes(v0, gather);
            v1 = hn::TableLookupBytes(v1, gather);
            v2 = hn::TableLookupBytes(v2, gather);
            v3 = hn::TableLookupBytes(v3, gather);
        }
        store_rows<pixel>(d8, v0, group, 0, t);
        store_rows<pixel>(d8, v1, group, 1, t);
        store_rows<pixel>(d8, v2, group, 2, t);
        store_rows<pixel>(d8, v3, group, 3, t);
    }
    return t;
}

template <int pixel>
void unfilter_group(const Group& group, std::size_t row_bytes) {
    const auto part = [&](std::size_t k, std::size_t begin, std::size_t end) {
        const GroupRow& row = group[k];
        unfilter_part(row.filter, {row.filtered, row.above, row.row, begin, end, pixel});
    };
    const auto lag = [](std::size_t k) { return slant * k * pixel; };
    constexpr auto begin = static_cast<std::size_t>(front_begin) * pixel;
    for (std::size_t k = 0; k < group.size(); ++k) {
        part(k, 0, begin - lag(k));
    }
    const auto end = pixel * static_cast<std::size_t>(
                                 move_front<pixel>(group, static_cast<std::ptrdiff_t>(row_bytes)));
    for (std::size_t k = 0; k < group.size(); ++k) {
        part(k, end - lag(k), row_bytes);
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#endif
