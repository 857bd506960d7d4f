#include "transform/resample_kernels.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transform/resample_wide.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

using WideSamples = BlockSamples<std::uint16_t>;

// SSSE3 has no widening multiplication of signed numbers; its emulation is slower than plain code.
#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_SSSE3 || HWY_HAVE_SCALABLE

void wide_block(const WideSamples& samples, const BlockWindow& window, const WideTable& vertical,
                const WideTable& horizontal, KernelScratch& scratch) {
    resample_block_plain(samples, window, vertical, horizontal, scratch);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

using Wide32 = hn::ScalableTag<std::int32_t>;
using Wide64 = hn::Repartition<std::int64_t, Wide32>;

/// Output rows that are worked on at once: one 64-bit lane each.
constexpr int group_rows = static_cast<int>(hn::MaxLanes(Wide64()));

/// Samples 0 to `count` of one output row before the horizontal pass. `base`: the first of them in
/// the topmost tap's row.
HWY_INLINE void wide_vertical_row(const std::uint16_t* base, std::ptrdiff_t stride, int count,
                                  const std::int32_t* weights, int taps,
                                  std::int32_t* HWY_RESTRICT out) {
    const Wide32 d32;
    const Wide64 d64;
    const hn::Rebind<std::uint16_t, Wide32> d16;
    const int lanes = static_cast<int>(hn::Lanes(d32));
    int i = 0;
    for (; i + lanes <= count; i += lanes) {
        auto even = hn::Set(d64, 1 << (wide_row_shift - 1));
        auto odd = even;
        for (int k = 0; k < taps; ++k) {
            const auto sample = hn::PromoteTo(d32, hn::LoadU(d16, base + i + k * stride));
            const auto weight = hn::Set(d32, weights[k]);
            const hn::RebindToUnsigned<Wide64> du64;
            const auto high = hn::ShiftRight<32>(hn::BitCast(du64, sample));
            even = hn::Add(even, hn::MulEven(sample, weight));
            odd = hn::Add(odd, hn::MulEven(hn::BitCast(d32, high), weight));
        }
        // The low halves of the shifted sums are the samples.
        const hn::RebindToUnsigned<Wide64> du64;
        const auto even32 =
            hn::BitCast(d32, hn::ShiftRight<wide_row_shift>(hn::BitCast(du64, even)));
        const auto odd32 = hn::BitCast(d32, hn::ShiftLeft<32 - wide_row_shift>(odd));
        hn::StoreU(hn::OddEven(odd32, even32), d32, out + i);
    }
    for (; i < count; ++i) {
        std::int64_t sum = 1 << (wide_row_shift - 1);
        for (int k = 0; k < taps; ++k) {
            sum += std::int64_t{weights[k]} * base[i + k * stride];
        }
        out[i] = static_cast<std::int32_t>(sum >> wide_row_shift);
    }
}

/// `group_rows` rows of `count` samples, `count` apart, to one vector per sample.
HWY_INLINE void transpose(const std::int32_t* HWY_RESTRICT rows, int count,
                          std::int64_t* HWY_RESTRICT out) {
    for (int i = 0; i < count; ++i, out += group_rows) {
        for (int r = 0; r < group_rows; ++r) {
            out[r] = rows[static_cast<std::ptrdiff_t>(r) * count + i];
        }
    }
}

/// One output sample of a group of rows, clamped, in the low halves of the lanes. `columns`: its
/// first tap; taps lie `step` numbers apart.
HWY_INLINE hn::Vec<Wide64> wide_sum(const std::int64_t* columns, std::ptrdiff_t step,
                                    const std::int32_t* weights, int taps) {
    const Wide32 d32;
    const Wide64 d64;
    const hn::RebindToUnsigned<Wide64> du64;
    // No target but AVX-512 shifts signed 64-bit numbers, so sums are lifted above zero first:
    // samples of 16 bits, fractions of 8 and weights of 22 stay below 2^50, overshoot included.
    constexpr int lift_bits = 52;
    auto sum =
        hn::Set(d64, (std::int64_t{1} << lift_bits) + (std::int64_t{1} << (wide_out_shift - 1)));
    for (int k = 0; k < taps; ++k) {
        const auto column = hn::BitCast(d32, hn::Load(d64, columns + k * step));
        sum = hn::Add(sum, hn::MulEven(column, hn::Set(d32, weights[k])));
    }
    const auto lifted = hn::BitCast(d32, hn::ShiftRight<wide_out_shift>(hn::BitCast(du64, sum)));
    const auto value = hn::Sub(lifted, hn::Set(d32, 1 << (lift_bits - wide_out_shift)));
    // The high halves are below zero now, so that they become 0.
    return hn::BitCast(d64, hn::Min(hn::Max(value, hn::Zero(d32)), hn::Set(d32, 65535)));
}

/// The horizontal pass over a group of `rows` rows: four samples at a time, one lane per row.
HWY_INLINE void wide_horizontal_group(const WideSamples& samples, const BlockWindow& window,
                                      const WideTable& table, const std::int64_t* columns, int rows,
                                      std::uint16_t* out) {
    const Wide64 d64;
    const int count = window.out_columns * samples.channels;
    const std::ptrdiff_t step = static_cast<std::ptrdiff_t>(samples.channels) * group_rows;
    int x = window.out_begin;
    int c = 0;
    const auto next_sample = [&](int s) HWY_ATTR {
        const int first = table.first[static_cast<std::size_t>(x)] - window.column_begin;
        const auto sum =
            wide_sum(columns + first * step + static_cast<std::ptrdiff_t>(c) * group_rows, step,
                     table.row(x), table.taps);
        if (s + 1 < count && ++c == samples.channels) { // past the end the last one repeats
            c = 0;
            ++x;
        }
        return sum;
    };
    alignas(64) std::int64_t four[group_rows];
    for (int s = 0; s < count; s += 4) {
        const auto s0 = next_sample(s);
        const auto s1 = next_sample(s + 1);
        const auto s2 = next_sample(s + 2);
        const auto s3 = next_sample(s + 3);
        const auto low = hn::Or(s0, hn::ShiftLeft<16>(s1));
        const auto high = hn::Or(hn::ShiftLeft<32>(s2), hn::ShiftLeft<48>(s3));
        hn::Store(hn::Or(low, high), d64, four);
        for (int r = 0; r < rows; ++r) {
            std::memcpy(out + r * samples.target_stride + s, four + r, sizeof four[r]);
        }
    }
}

void wide_block(const WideSamples& samples, const BlockWindow& window, const WideTable& vertical,
                const WideTable& horizontal, KernelScratch& scratch) {
    // A short table's last tap may point one row or column past the source, with weight 0.
    const int columns = std::min(window.columns, samples.source_width - window.column_begin);
    const int pitch = window.columns * samples.channels;
    const auto group_samples = static_cast<std::size_t>(pitch) * group_rows;
    std::int32_t* rows32 = scratch.wide_rows.get(group_samples);
    std::int64_t* transposed = scratch.wide_transposed.get(group_samples);
    const std::uint16_t* base =
        samples.source + static_cast<std::ptrdiff_t>(window.column_begin) * samples.channels;
    for (int y = 0; y < window.out_rows; y += group_rows) {
        const int rows = std::min(group_rows, window.out_rows - y);
        const int first_row = window.row_begin + y;
        const std::int32_t* firsts = vertical.first.data() + first_row;
        for (int r = 0; r < rows; ++r) {
            const int first = firsts[r];
            wide_vertical_row(base + (first - samples.source_begin) * samples.source_stride,
                              samples.source_stride, columns * samples.channels,
                              vertical.row(first_row + r),
                              std::min(vertical.taps, samples.source_end - first),
                              rows32 + static_cast<std::ptrdiff_t>(r) * pitch);
        }
        transpose(rows32, pitch, transposed);
        wide_horizontal_group(samples, window, horizontal, transposed, rows,
                              samples.target + y * samples.target_stride);
    }
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(wide_block);

void resample_block(const BlockSamples<std::uint16_t>& samples, const BlockWindow& window,
                    const WideTable& vertical, const WideTable& horizontal,
                    KernelScratch& scratch) {
    HWY_DYNAMIC_DISPATCH(wide_block)(samples, window, vertical, horizontal, scratch);
}

} // namespace imgbatch
#endif
