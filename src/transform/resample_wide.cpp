#include "transform/resample_kernels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transform/resample_wide.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

using WideSamples = BlockSamples<std::uint16_t>;

/// One sample of one output row of the block before the horizontal pass. `p`: its topmost tap.
inline std::int32_t wide_vertical_sample(const std::uint16_t* p, std::ptrdiff_t stride,
                                         const std::int32_t* weights, int taps) {
    std::int64_t sum = 1 << (wide_row_shift - 1);
    for (int k = 0; k < taps; ++k) {
        sum += std::int64_t{weights[k]} * p[k * stride];
    }
    return static_cast<std::int32_t>(sum >> wide_row_shift);
}

/// Samples 0 to `count` of one output row before the horizontal pass. `base`: the first of them in
/// the topmost tap's row.
void wide_vertical_row(const std::uint16_t* base, std::ptrdiff_t stride, int count,
                       const std::int32_t* weights, int taps, std::int32_t* HWY_RESTRICT out) {
    int i = 0;
// SSSE3 has no widening multiplication of signed numbers; its emulation is slower than plain code.
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_SSSE3 && !HWY_HAVE_SCALABLE
    namespace hn = hwy::HWY_NAMESPACE;
    const hn::ScalableTag<std::int32_t> d32;
    const hn::Repartition<std::int64_t, decltype(d32)> d64;
    const hn::Rebind<std::uint16_t, decltype(d32)> d16;
    const int lanes = static_cast<int>(hn::Lanes(d32));
    for (; i + lanes <= count; i += lanes) {
        auto even = hn::Set(d64, 1 << (wide_row_shift - 1));
        auto odd = even;
        for (int k = 0; k < taps; ++k) {
            const auto sample = hn::PromoteTo(d32, hn::LoadU(d16, base + i + k * stride));
            const auto weight = hn::Set(d32, weights[k]);
            const auto high = hn::ShiftRight<32>(hn::BitCast(d64, sample));
            even = hn::Add(even, hn::MulEven(sample, weight));
            odd = hn::Add(odd, hn::MulEven(hn::BitCast(d32, high), weight));
        }
        // The low halves of the shifted sums are the samples.
        const auto even32 = hn::BitCast(d32, hn::ShiftRight<wide_row_shift>(even));
        const auto odd32 = hn::BitCast(d32, hn::ShiftLeft<32 - wide_row_shift>(odd));
        hn::StoreU(hn::OddEven(odd32, even32), d32, out + i);
    }
#endif
    for (; i < count; ++i) {
        out[i] = wide_vertical_sample(base + i, stride, weights, taps);
    }
}

void wide_horizontal_row(const WideSamples& samples, const BlockWindow& window,
                         const WideTable& table, const std::int32_t* row, std::uint16_t* out) {
    for (int x = 0; x < window.out_columns; ++x) {
        const int index = window.out_begin + x;
        const std::int32_t* weights = table.row(index);
        const int first = table.first[static_cast<std::size_t>(index)] - window.column_begin;
        for (int c = 0; c < samples.channels; ++c) {
            const std::int32_t* p = row + first * samples.channels + c;
            std::int64_t sum = std::int64_t{1} << (wide_out_shift - 1);
            for (int k = 0; k < table.taps; ++k, p += samples.channels) {
                sum += std::int64_t{weights[k]} * *p;
            }
            const std::int64_t value = sum >> wide_out_shift;
            *out++ = static_cast<std::uint16_t>(
                std::min(std::max(value, std::int64_t{0}), std::int64_t{65535}));
        }
    }
}

void wide_block(const WideSamples& samples, const BlockWindow& window, const WideTable& vertical,
                const WideTable& horizontal, KernelScratch& scratch) {
    const auto channels = static_cast<std::size_t>(samples.channels);
    // A short table's last tap may point one row or column past the source, with weight 0.
    const int columns = std::min(window.columns, samples.source_width - window.column_begin);
    std::int32_t* row =
        scratch.wide_row.get((static_cast<std::size_t>(window.columns) + 1) * channels);
    for (int y = 0; y < window.out_rows; ++y) {
        const int first = vertical.first[static_cast<std::size_t>(y)];
        const std::uint16_t* base =
            samples.source + first * samples.source_stride +
            static_cast<std::ptrdiff_t>(window.column_begin) * samples.channels;
        wide_vertical_row(base, samples.source_stride, columns * samples.channels, vertical.row(y),
                          std::min(vertical.taps, samples.source_height - first), row);
        wide_horizontal_row(samples, window, horizontal, row,
                            samples.target + y * samples.target_stride);
    }
}

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
