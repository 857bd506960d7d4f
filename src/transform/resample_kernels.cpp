#include "transform/resample_kernels.h"

#include <algorithm>
#include <cstring>

// The order of these matters.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transform/resample_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "base/pairs-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

using Samples = BlockSamples<std::uint8_t>;

// Highway's scalar target has no interleaving, and vectors of unknown length cannot be combined.
#if HWY_TARGET == HWY_SCALAR || HWY_HAVE_SCALABLE

void narrow_block(const Samples& samples, const BlockWindow& window, const NarrowTable& vertical,
                  const NarrowTable& horizontal, KernelScratch& scratch) {
    resample_block_plain(samples, window, vertical, horizontal, scratch);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

using HalfBytes = hn::Rebind<std::uint8_t, D16>;

constexpr int lanes16 = static_cast<int>(hn::MaxLanes(D16()));
/// Output rows that are worked on at once: one 32-bit lane each.
constexpr int group_rows = lanes16 / 2;

/// Two neighbouring weights in every 32-bit lane.
HWY_INLINE V16 weight_pair(const std::int16_t* weights) {
    std::int32_t pair = 0;
    std::memcpy(&pair, weights, sizeof pair);
    return hn::BitCast(D16(), hn::Set(D32(), pair));
}

/// The geometry of the scratch buffers.
struct Layout {
    int pitch = 0;                ///< 16-bit samples per row of `planar`
    std::ptrdiff_t channel16 = 0; ///< 16-bit samples per channel in `planar` and `transposed`
    std::int16_t* row = nullptr;
    std::int16_t* planar = nullptr;
    std::int16_t* transposed = nullptr;
};

/// One output row of the block before the horizontal pass, `count` samples and some more.
HWY_INLINE void vertical_row(const Samples& samples, const BlockWindow& window, int count,
                             const NarrowTable& table, int y, std::int16_t* HWY_RESTRICT out) {
    const D16 d16;
    const HalfBytes d8;
    const int first = table.first[static_cast<std::size_t>(y)];
    const std::int16_t* weights = table.row(y);
    const std::ptrdiff_t stride = samples.source_stride;
    const std::uint8_t* base = samples.source + (first - samples.source_begin) * stride +
                               static_cast<std::ptrdiff_t>(window.column_begin) * samples.channels;
    // A source of fewer rows than taps: the last weight is 0 and has no row of its own.
    const std::ptrdiff_t last_step = first + table.taps > samples.source_end ? 0 : stride;
    const int pairs = table.taps / 2;
    for (int x = 0; x < count; x += 2 * lanes16) {
        V32 a0 = hn::Set(D32(), 1 << (narrow_row_shift - 1));
        V32 a1 = a0;
        V32 a2 = a0;
        V32 a3 = a0;
        const std::uint8_t* p = base + x;
        for (int k = 0; k < pairs; ++k, p += 2 * stride) {
            const std::uint8_t* q = p + (k + 1 < pairs ? stride : last_step);
            const V16 w = weight_pair(weights + 2 * k);
            const V16 p0 = hn::PromoteTo(d16, hn::LoadU(d8, p));
            const V16 q0 = hn::PromoteTo(d16, hn::LoadU(d8, q));
            const V16 p1 = hn::PromoteTo(d16, hn::LoadU(d8, p + lanes16));
            const V16 q1 = hn::PromoteTo(d16, hn::LoadU(d8, q + lanes16));
            a0 = multiply_add_pairs(hn::InterleaveLower(d16, p0, q0), w, a0);
            a1 = multiply_add_pairs(hn::InterleaveUpper(d16, p0, q0), w, a1);
            a2 = multiply_add_pairs(hn::InterleaveLower(d16, p1, q1), w, a2);
            a3 = multiply_add_pairs(hn::InterleaveUpper(d16, p1, q1), w, a3);
        }
        // Interleaving and narrowing both work within 128-bit blocks, so the order is restored.
        hn::Store(hn::ReorderDemote2To(d16, hn::ShiftRight<narrow_row_shift>(a0),
                                       hn::ShiftRight<narrow_row_shift>(a1)),
                  d16, out + x);
        hn::Store(hn::ReorderDemote2To(d16, hn::ShiftRight<narrow_row_shift>(a2),
                                       hn::ShiftRight<narrow_row_shift>(a3)),
                  d16, out + x + lanes16);
    }
}

/// Splits `columns` interleaved pixels of `row` into one row per channel, `channel16` apart.
HWY_INLINE void split_channels(const std::int16_t* HWY_RESTRICT row, int columns, int channels,
                               std::int16_t* HWY_RESTRICT out, std::ptrdiff_t channel16) {
    const D16 d;
    V16 v0 = hn::Zero(d);
    V16 v1 = v0;
    V16 v2 = v0;
    V16 v3 = v0;
    for (int x = 0; x < columns; x += lanes16, row += channels * lanes16) {
        if (channels == 2) {
            hn::LoadInterleaved2(d, row, v0, v1);
        } else if (channels == 3) {
            hn::LoadInterleaved3(d, row, v0, v1, v2);
            hn::Store(v2, d, out + 2 * channel16 + x);
        } else {
            hn::LoadInterleaved4(d, row, v0, v1, v2, v3);
            hn::Store(v2, d, out + 2 * channel16 + x);
            hn::Store(v3, d, out + 3 * channel16 + x);
        }
        hn::Store(v0, d, out + x);
        hn::Store(v1, d, out + channel16 + x);
    }
}

/// 128 bits from each of the rows 0, 4, 8, … of `p`, the first in the lowest block.
template <class D>
HWY_INLINE hn::Vec<D> load_blocks(D d, const std::int16_t* p, std::ptrdiff_t pitch) {
    if constexpr (hn::MaxLanes(D()) == 8) {
        return hn::LoadU(d, p);
    } else {
        const hn::Half<D> half;
        constexpr auto half_rows = static_cast<std::ptrdiff_t>(hn::MaxLanes(half) / 2);
        return hn::Combine(d, load_blocks(half, p + half_rows * pitch, pitch),
                           load_blocks(half, p, pitch));
    }
}

/// Turns a channel's group of rows into column pairs: for each pair the pair of row 0, of row 1, …
HWY_INLINE void transpose(const std::int16_t* planar, int pitch, int columns,
                          std::int16_t* HWY_RESTRICT out) {
    const D16 d16;
    const D32 d32;
    const hn::Repartition<std::int64_t, D16> d64;
    for (int x = 0; x < columns; x += 8, out += 4 * lanes16) {
        const V32 v0 = hn::BitCast(d32, load_blocks(d16, planar + x, pitch));
        const V32 v1 = hn::BitCast(d32, load_blocks(d16, planar + pitch + x, pitch));
        const V32 v2 = hn::BitCast(d32, load_blocks(d16, planar + 2 * pitch + x, pitch));
        const V32 v3 = hn::BitCast(d32, load_blocks(d16, planar + 3 * pitch + x, pitch));
        const auto low01 = hn::BitCast(d64, hn::InterleaveLower(d32, v0, v1));
        const auto low23 = hn::BitCast(d64, hn::InterleaveLower(d32, v2, v3));
        const auto high01 = hn::BitCast(d64, hn::InterleaveUpper(d32, v0, v1));
        const auto high23 = hn::BitCast(d64, hn::InterleaveUpper(d32, v2, v3));
        hn::Store(hn::BitCast(d16, hn::InterleaveLower(d64, low01, low23)), d16, out);
        hn::Store(hn::BitCast(d16, hn::InterleaveUpper(d64, low01, low23)), d16, out + lanes16);
        hn::Store(hn::BitCast(d16, hn::InterleaveLower(d64, high01, high23)), d16,
                  out + 2 * lanes16);
        hn::Store(hn::BitCast(d16, hn::InterleaveUpper(d64, high01, high23)), d16,
                  out + 3 * lanes16);
    }
}

/// One output column of one channel for a group of rows, clamped to 0..255.
HWY_INLINE V32 horizontal_sum(const std::int16_t* column_pairs, const std::int16_t* weights,
                              int pairs) {
    const D16 d16;
    const D32 d32;
    V32 sum = hn::Set(d32, 1 << (narrow_out_shift - 1));
    for (int k = 0; k < pairs; ++k) {
        sum = multiply_add_pairs(hn::Load(d16, column_pairs + k * lanes16),
                                 weight_pair(weights + 2 * k), sum);
    }
    return hn::Min(hn::Max(hn::ShiftRight<narrow_out_shift>(sum), hn::Zero(d32)),
                   hn::Set(d32, 255));
}

/// The horizontal pass over a group of `rows` rows: four samples at a time, one dword per row.
HWY_INLINE void horizontal_group(const Samples& samples, const BlockWindow& window,
                                 const NarrowTable& table, const Layout& layout, int rows,
                                 std::uint8_t* out) {
    const int pairs = table.taps / 2;
    const int count = window.out_columns * samples.channels;
    int x = window.out_begin;
    int c = 0;
    const auto next_sample = [&](int s) HWY_ATTR {
        const int first = table.first[static_cast<std::size_t>(x)] - window.column_begin;
        const V32 sum = horizontal_sum(layout.transposed + c * layout.channel16 +
                                           static_cast<std::ptrdiff_t>(first / 2) * lanes16,
                                       table.row(x), pairs);
        if (s + 1 < count && ++c == samples.channels) { // past the end the last one repeats
            c = 0;
            ++x;
        }
        return sum;
    };
    alignas(64) std::uint32_t dwords[group_rows];
    for (int s = 0; s < count; s += 4) {
        const V32 s0 = next_sample(s);
        const V32 s1 = next_sample(s + 1);
        const V32 s2 = next_sample(s + 2);
        const V32 s3 = next_sample(s + 3);
        const V32 low = hn::Or(s0, hn::ShiftLeft<8>(s1));
        const V32 high = hn::Or(hn::ShiftLeft<16>(s2), hn::ShiftLeft<24>(s3));
        const hn::RebindToUnsigned<D32> du32;
        hn::Store(hn::BitCast(du32, hn::Or(low, high)), du32, dwords);
        for (int r = 0; r < rows; ++r) {
            std::memcpy(out + r * samples.target_stride + s, dwords + r, 4);
        }
    }
}

Layout make_layout(const Samples& samples, const BlockWindow& window, KernelScratch& scratch) {
    Layout layout;
    // Whole vectors are written and read past the end of a row: at most 64 samples per channel.
    layout.pitch = (window.columns + 63) / 64 * 64 + 64;
    layout.channel16 = static_cast<std::ptrdiff_t>(layout.pitch) * group_rows;
    const auto channels = static_cast<std::size_t>(samples.channels);
    const auto channel16 = static_cast<std::size_t>(layout.channel16);
    layout.row = scratch.row.get(channels * static_cast<std::size_t>(layout.pitch));
    layout.planar = scratch.planar.get(channels * channel16);
    layout.transposed = scratch.transposed.get(channels * channel16);
    return layout;
}

void narrow_block(const Samples& samples, const BlockWindow& window, const NarrowTable& vertical,
                  const NarrowTable& horizontal, KernelScratch& scratch) {
    const Layout layout = make_layout(samples, window, scratch);
    const int columns = std::min(window.columns, samples.source_width - window.column_begin);
    const int count = columns * samples.channels;
    for (int y = 0; y < window.out_rows; y += group_rows) {
        const int rows = std::min(group_rows, window.out_rows - y);
        const int first_row = window.row_begin + y;
        for (int r = 0; r < rows; ++r) {
            std::int16_t* planar = layout.planar + r * layout.pitch;
            if (samples.channels == 1) {
                vertical_row(samples, window, count, vertical, first_row + r, planar);
            } else {
                vertical_row(samples, window, count, vertical, first_row + r, layout.row);
                split_channels(layout.row, columns, samples.channels, planar, layout.channel16);
            }
        }
        for (int c = 0; c < samples.channels; ++c) {
            transpose(layout.planar + c * layout.channel16, layout.pitch, window.columns,
                      layout.transposed + c * layout.channel16);
        }
        horizontal_group(samples, window, horizontal, layout, rows,
                         samples.target + y * samples.target_stride);
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(narrow_block);

void resample_block(const BlockSamples<std::uint8_t>& samples, const BlockWindow& window,
                    const NarrowTable& vertical, const NarrowTable& horizontal,
                    KernelScratch& scratch) {
    HWY_DYNAMIC_DISPATCH(narrow_block)(samples, window, vertical, horizontal, scratch);
}

} // namespace imgbatch
#endif
