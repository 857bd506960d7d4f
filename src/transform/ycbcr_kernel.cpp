#include "transform/ycbcr_kernel.h"

#include <algorithm>

// The order of these matters.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transform/ycbcr_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "base/pairs-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

// The matrix of ITU-T T.871 with 14 bits of fraction.
constexpr int fraction_bits = 14;
constexpr std::int32_t half = 1 << (fraction_bits - 1);
constexpr std::int16_t one = 1 << fraction_bits;
constexpr std::int16_t red_cr = 22970;    // 1.402
constexpr std::int16_t green_cb = -5638;  // 0.344136
constexpr std::int16_t green_cr = -11700; // 0.714136
constexpr std::int16_t blue_cb = 29032;   // 1.772

inline std::uint8_t to_byte(std::int32_t sum) {
    return static_cast<std::uint8_t>(std::clamp((sum + half) >> fraction_bits, 0, 255));
}

#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE

namespace hn = hwy::HWY_NAMESPACE;

HWY_INLINE V16 weights(std::int16_t even, std::int16_t odd) {
    const auto low = static_cast<std::uint32_t>(static_cast<std::uint16_t>(even));
    const auto high = static_cast<std::uint32_t>(static_cast<std::uint16_t>(odd)) << 16;
    return hn::BitCast(D16(), hn::Set(D32(), static_cast<std::int32_t>(low | high)));
}

/// Sums with 14 bits of fraction, as interleaving ordered them, to bytes in their first order.
HWY_INLINE hn::Vec<hn::Rebind<std::uint8_t, D16>> to_bytes(V32 low, V32 high) {
    const hn::Rebind<std::uint8_t, D16> d8;
    return hn::DemoteTo(d8, hn::ReorderDemote2To(D16(), hn::ShiftRight<fraction_bits>(low),
                                                 hn::ShiftRight<fraction_bits>(high)));
}

HWY_INLINE int vector_part(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr,
                           int width, std::uint8_t* rgb) {
    const D16 d16;
    const hn::Rebind<std::uint8_t, D16> d8;
    const int lanes = static_cast<int>(hn::Lanes(d16));
    const V16 centre = hn::Set(d16, 128);
    const V32 rounding = hn::Set(D32(), half);
    int x = 0;
    for (; x + lanes <= width; x += lanes) {
        const V16 luma = hn::PromoteTo(d16, hn::LoadU(d8, y + x));
        const V16 blue = hn::Sub(hn::PromoteTo(d16, hn::LoadU(d8, cb + x)), centre);
        const V16 red = hn::Sub(hn::PromoteTo(d16, hn::LoadU(d8, cr + x)), centre);
        const V16 red_low = hn::InterleaveLower(d16, red, luma);
        const V16 red_high = hn::InterleaveUpper(d16, red, luma);
        const V16 blue_low = hn::InterleaveLower(d16, blue, luma);
        const V16 blue_high = hn::InterleaveUpper(d16, blue, luma);
        const auto sum = [&](V16 pairs, V16 factors, V32 start)
                             HWY_ATTR { return multiply_add_pairs(pairs, factors, start); };
        const V16 r = weights(red_cr, one);
        const V16 g = weights(green_cb, one);
        const V16 g_cr = weights(green_cr, 0);
        const V16 b = weights(blue_cb, one);
        hn::StoreInterleaved3(to_bytes(sum(red_low, r, rounding), sum(red_high, r, rounding)),
                              to_bytes(sum(red_low, g_cr, sum(blue_low, g, rounding)),
                                       sum(red_high, g_cr, sum(blue_high, g, rounding))),
                              to_bytes(sum(blue_low, b, rounding), sum(blue_high, b, rounding)), d8,
                              rgb + 3 * x);
    }
    return x;
}

#else

inline int vector_part(const std::uint8_t*, const std::uint8_t*, const std::uint8_t*, int,
                       std::uint8_t*) {
    return 0;
}

#endif

void ycbcr_row(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, int width,
               std::uint8_t* rgb) {
    for (int x = vector_part(y, cb, cr, width, rgb); x < width; ++x) {
        const std::int32_t luma = y[x] * one;
        const std::int32_t blue = cb[x] - 128;
        const std::int32_t red = cr[x] - 128;
        rgb[3 * x] = to_byte(luma + red_cr * red);
        rgb[3 * x + 1] = to_byte(luma + green_cb * blue + green_cr * red);
        rgb[3 * x + 2] = to_byte(luma + blue_cb * blue);
    }
}

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(ycbcr_row);

void ycbcr_row_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr,
                      int width, std::uint8_t* rgb) {
    HWY_DYNAMIC_DISPATCH(ycbcr_row)(y, cb, cr, width, rgb);
}

} // namespace imgbatch
#endif
