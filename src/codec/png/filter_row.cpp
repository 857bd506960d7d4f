#include "codec/png/filter_row.h"

#include <algorithm>

// The order of these matters.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/png/filter_row.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "codec/png/paeth-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

void sum_row(const RowToFilter& row, FilterSums& sums) {
    sums = sum_differences_plain(row, 0, row.bytes);
}

void write_row(const RowToFilter& row, PngFilter filter, std::uint8_t* differences) {
    filter_row_plain(row, filter, 0, row.bytes, differences);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

using D8 = hn::ScalableTag<std::uint8_t>;
using D64 = hn::Repartition<std::uint64_t, D8>;
using V8 = hn::Vec<D8>;
using V64 = hn::Vec<D64>;

/// `sum` and the sizes of the differences, eight at a time.
HWY_INLINE V64 add_sizes(V64 sum, V8 difference) {
    const D8 d;
    return hn::Add(sum, hn::SumsOf8(hn::Min(difference, hn::Sub(hn::Zero(d), difference))));
}

void sum_row(const RowToFilter& row, FilterSums& sums) {
    const D8 d;
    const D64 d64;
    const std::size_t lanes = hn::Lanes(d);
    V64 none = hn::Zero(d64);
    V64 sub = none;
    V64 up = none;
    V64 average = none;
    V64 nearest = none;
    std::size_t i = std::min(row.bytes, row.pixel_bytes);
    const std::size_t begin = i;
    for (; i + lanes <= row.bytes; i += lanes) {
        const V8 x = hn::LoadU(d, row.row + i);
        const V8 a = hn::LoadU(d, row.row + i - row.pixel_bytes);
        const V8 b = hn::LoadU(d, row.above + i);
        const V8 c = hn::LoadU(d, row.above + i - row.pixel_bytes);
        none = add_sizes(none, x);
        sub = add_sizes(sub, hn::Sub(x, a));
        up = add_sizes(up, hn::Sub(x, b));
        average = add_sizes(average, hn::Sub(x, floor_average(d, a, b)));
        nearest = add_sizes(nearest, hn::Sub(x, paeth(d, a, b, c)));
    }
    const FilterSums head = sum_differences_plain(row, 0, begin);
    const FilterSums tail = sum_differences_plain(row, i, row.bytes);
    const auto total = [&](V64 sum, std::size_t k) HWY_ATTR {
        return hn::GetLane(hn::SumOfLanes(d64, sum)) + head[k] + tail[k];
    };
    sums = {total(none, 0), total(sub, 1), total(up, 2), total(average, 3), total(nearest, 4)};
}

/// Whole vectors of differences to what predict(i) gives, from the second pixel on; the rest
/// plainly.
template <class Predict>
HWY_INLINE void write_differences(const RowToFilter& row, PngFilter filter,
                                  std::uint8_t* differences, Predict predict) {
    const D8 d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t i = std::min(row.bytes, row.pixel_bytes);
    filter_row_plain(row, filter, 0, i, differences);
    for (; i + lanes <= row.bytes; i += lanes) {
        hn::StoreU(hn::Sub(hn::LoadU(d, row.row + i), predict(i)), d, differences + i);
    }
    filter_row_plain(row, filter, i, row.bytes, differences);
}

void write_row(const RowToFilter& row, PngFilter filter, std::uint8_t* differences) {
    const D8 d;
    const auto a = [&](std::size_t i)
                       HWY_ATTR { return hn::LoadU(d, row.row + i - row.pixel_bytes); };
    const auto b = [&](std::size_t i) HWY_ATTR { return hn::LoadU(d, row.above + i); };
    const auto c = [&](std::size_t i)
                       HWY_ATTR { return hn::LoadU(d, row.above + i - row.pixel_bytes); };
    switch (filter) {
    case PngFilter::none:
        return filter_row_plain(row, filter, 0, row.bytes, differences);
    case PngFilter::sub:
        return write_differences(row, filter, differences, a);
    case PngFilter::up:
        return write_differences(row, filter, differences, b);
    case PngFilter::average:
        return write_differences(row, filter, differences, [&](std::size_t i) HWY_ATTR {
            return floor_average(d, a(i), b(i));
        });
    case PngFilter::paeth:
        return write_differences(row, filter, differences, [&](std::size_t i) HWY_ATTR {
            return paeth(d, a(i), b(i), c(i));
        });
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(sum_row);
HWY_EXPORT(write_row);

FilterSums sum_differences(const RowToFilter& row) {
    FilterSums sums{};
    HWY_DYNAMIC_DISPATCH(sum_row)(row, sums);
    return sums;
}

void filter_row(const RowToFilter& row, PngFilter filter, std::uint8_t* differences) {
    HWY_DYNAMIC_DISPATCH(write_row)(row, filter, differences);
}

} // namespace imgbatch
#endif
