#include "codec/png/unfilter.h"

#include <algorithm>
#include <array>
#include <cstring>

// The order of these matters.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/png/unfilter.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "codec/png/unfilter_front-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

// The targets that have no front.
#if HWY_TARGET == HWY_SCALAR || HWY_HAVE_SCALABLE

bool unfilter_rows(const UnfilterJob& job) {
    return unfilter_plain(job);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

/// Whole vectors of an Up row; how many bytes that were.
HWY_INLINE std::size_t up_row(const GroupRow& row, std::size_t row_bytes) {
    const hn::ScalableTag<std::uint8_t> d;
    const std::size_t step = hn::Lanes(d);
    std::size_t i = 0;
    for (; i + step <= row_bytes; i += step) {
        hn::StoreU(hn::Add(hn::LoadU(d, row.filtered + i), hn::LoadU(d, row.above + i)), d,
                   row.row + i);
    }
    return i;
}

/// The same for Sub: sums within sixteen bytes, to which the last pixel before them is added.
template <int pixel>
HWY_INLINE std::size_t sub_row(const GroupRow& row, std::size_t row_bytes) {
    const Block d;
    constexpr int whole = 16 / pixel * pixel;
    alignas(16) constexpr auto last_pixel = [] {
        std::array<std::uint8_t, 16> t{};
        for (int i = 0; i < 16; ++i) {
            t[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(whole - pixel + i % pixel);
        }
        return t;
    }();
    const auto table = hn::Load(d, last_pixel.data());
    auto before = hn::Zero(d);
    std::size_t i = 0;
    for (; i + 16 <= row_bytes; i += whole) {
        auto sum = hn::LoadU(d, row.filtered + i);
        sum = hn::Add(sum, hn::ShiftLeftBytes<pixel>(d, sum));
        sum = hn::Add(sum, hn::ShiftLeftBytes<2 * pixel>(d, sum));
        if constexpr (pixel < 4) {
            sum = hn::Add(sum, hn::ShiftLeftBytes<4 * pixel>(d, sum));
        }
        if constexpr (pixel == 1) {
            sum = hn::Add(sum, hn::ShiftLeftBytes<8 * pixel>(d, sum));
        }
        sum = hn::Add(sum, before);
        before = hn::TableLookupBytes(sum, table);
        hn::StoreU(sum, d, row.row + i);
    }
    return i;
}

/// One row by itself.
template <int pixel>
HWY_INLINE void unfilter_row(const GroupRow& row, std::size_t row_bytes) {
    std::size_t done = 0;
    if (row.filter == PngFilter::none) {
        std::memcpy(row.row, row.filtered, row_bytes);
        done = row_bytes;
    } else if (row.filter == PngFilter::up) {
        done = up_row(row, row_bytes);
    } else if (row.filter == PngFilter::sub) {
        done = sub_row<pixel>(row, row_bytes);
    }
    unfilter_part(row.filter, {row.filtered, row.above, row.row, done, row_bytes, pixel});
}

/// Row `y`, which lies within the job and has a filter that exists.
GroupRow row_of(const UnfilterJob& job, int y) {
    const std::uint8_t* filtered = job.filtered + static_cast<std::size_t>(y) * (job.row_bytes + 1);
    std::uint8_t* row = job.target + y * job.target_stride;
    return {filtered + 1, y == 0 ? job.zero_row : row - job.target_stride, row,
            static_cast<PngFilter>(*filtered)};
}

/// The rows from `y` on. Where the picture ends within the group, lanes without a row of their own
/// repeat the last one's bytes into the spare row.
Group group_at(const UnfilterJob& job, int y) {
    Group group;
    for (std::size_t k = 0; k < group.size(); ++k) {
        const int row = y + static_cast<int>(k);
        if (row < job.height) {
            group[k] = row_of(job, row);
        } else {
            group[k] = {group[k - 1].filtered, group[k - 1].row, job.spare_row, PngFilter::none};
        }
    }
    return group;
}

/// Whether all filter bytes exist.
bool are_filters_known(const UnfilterJob& job) {
    std::uint8_t greatest = 0;
    for (int y = 0; y < job.height; ++y) {
        greatest =
            std::max(greatest, job.filtered[static_cast<std::size_t>(y) * (job.row_bytes + 1)]);
    }
    return greatest < png_filter_count;
}

static_assert(group_rows <= unfilter_lead_rows);

template <int pixel>
void unfilter_all(const UnfilterJob& job) {
    // Shorter rows have no room for the front.
    const bool grouped = job.row_bytes >= front_begin * pixel + 16;
    for (int y = 0; y < job.height;) {
        const GroupRow row = row_of(job, y);
        const bool is_simple = row.filter <= PngFilter::up;
        if (is_simple || !grouped) {
            unfilter_row<pixel>(row, job.row_bytes);
            ++y;
        } else {
            unfilter_group<pixel>(group_at(job, y), job.row_bytes);
            y += group_rows;
        }
    }
}

bool unfilter_rows(const UnfilterJob& job) {
    if (!are_filters_known(job)) {
        return false;
    }
    switch (job.pixel_bytes) {
    case 1:
        unfilter_all<1>(job);
        break;
    case 2:
        unfilter_all<2>(job);
        break;
    case 3:
        unfilter_all<3>(job);
        break;
    default:
        unfilter_all<4>(job);
    }
    return true;
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(unfilter_rows);

bool unfilter(const UnfilterJob& job) {
    return HWY_DYNAMIC_DISPATCH(unfilter_rows)(job);
}

} // namespace imgbatch
#endif
