#include "transform/alpha.h"

#include "transform/reciprocals.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transform/alpha.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

/// c * a / 255, rounded to nearest; exact for bytes.
inline std::uint8_t multiply_bytes(std::uint32_t c, std::uint32_t a) {
    const std::uint32_t t = c * a + 128;
    return static_cast<std::uint8_t>((t + (t >> 8)) >> 8);
}

void premultiply_rgba8(const std::uint8_t* HWY_RESTRICT source, std::uint8_t* HWY_RESTRICT target,
                       int pixels) {
    int i = 0;
#if HWY_TARGET != HWY_SCALAR
    namespace hn = hwy::HWY_NAMESPACE;
    const hn::ScalableTag<std::uint8_t> d8;
    const hn::Repartition<std::uint16_t, decltype(d8)> d16;
    const hn::Repartition<std::uint32_t, decltype(d8)> d32;
    const auto half = hn::Set(d16, 128);
    const auto scale = [&](auto product) HWY_ATTR {
        const auto t = hn::Add(product, half);
        return hn::ShiftRight<8>(hn::Add(t, hn::ShiftRight<8>(t)));
    };
    const int step = static_cast<int>(hn::Lanes(d32));
    for (; i + step <= pixels; i += step) {
        const auto pixel = hn::LoadU(d8, source + 4 * i);
        const auto alpha = hn::ShiftRight<24>(hn::BitCast(d32, pixel));
        const auto alphas = hn::BitCast(d16, hn::Or(alpha, hn::ShiftLeft<16>(alpha)));
        const auto pair = hn::BitCast(d16, pixel);
        const auto red_blue = hn::And(pair, hn::Set(d16, 0xFF));
        // Alpha's own factor is 255, so that it comes out as it was.
        const auto opaque = hn::BitCast(d16, hn::Set(d32, 0x00FF0000U));
        const auto green_one = hn::Or(hn::ShiftRight<8>(pair), opaque);
        const auto low = scale(hn::Mul(red_blue, alphas));
        const auto high = scale(hn::Mul(green_one, alphas));
        hn::StoreU(hn::BitCast(d8, hn::Or(low, hn::ShiftLeft<8>(high))), d8, target + 4 * i);
    }
#endif
    for (; i < pixels; ++i) {
        const std::uint8_t* p = source + 4 * i;
        std::uint8_t* q = target + 4 * i;
        q[0] = multiply_bytes(p[0], p[3]);
        q[1] = multiply_bytes(p[1], p[3]);
        q[2] = multiply_bytes(p[2], p[3]);
        q[3] = p[3];
    }
}

/// t / 65535, rounded down; exact for 32 bits.
inline std::uint32_t divide_by_65535(std::uint32_t t) {
    return (t + (t >> 16) + 1) >> 16;
}

// Divisions below must round as IEEE 754 says, which ARMv7's vectors do not.
#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE && !HWY_ARCH_ARM_V7

namespace hn = hwy::HWY_NAMESPACE;

/// In each lane the alpha of its pixel, whose `channels` samples lie in neighbouring lanes.
template <int channels, class V>
HWY_INLINE V alpha_of(V pixels) {
    if constexpr (channels == 4) {
        return hn::Broadcast<3>(pixels);
    } else {
        return hn::DupOdd(pixels);
    }
}

/// The lanes that hold alpha.
template <int channels, class D>
HWY_INLINE hn::Mask<D> alpha_lanes(D d) {
    const auto number = hn::And(hn::Iota(d, 0), hn::Set(d, channels - 1));
    return hn::Eq(number, hn::Set(d, channels - 1));
}

template <int channels>
HWY_INLINE int premultiply16_vectors(const std::uint16_t* HWY_RESTRICT source,
                                     std::uint16_t* HWY_RESTRICT target, int count) {
    const hn::ScalableTag<std::uint32_t> d32;
    const hn::Rebind<std::uint16_t, decltype(d32)> d16;
    const hn::RebindToSigned<decltype(d32)> di32;
    const int lanes = static_cast<int>(hn::Lanes(d32));
    const auto is_alpha = alpha_lanes<channels>(d32);
    int i = 0;
    for (; i + lanes <= count; i += lanes) {
        const auto pixels = hn::PromoteTo(d32, hn::LoadU(d16, source + i));
        // Alpha's own factor is 65535, so that it comes out as it was.
        const auto factor =
            hn::IfThenElse(is_alpha, hn::Set(d32, 65535), alpha_of<channels>(pixels));
        const auto t = hn::Add(hn::Mul(pixels, factor), hn::Set(d32, 32767));
        const auto sum = hn::Add(t, hn::Add(hn::ShiftRight<16>(t), hn::Set(d32, 1)));
        hn::StoreU(hn::DemoteTo(d16, hn::BitCast(di32, hn::ShiftRight<16>(sum))), d16, target + i);
    }
    return i;
}

/// A quotient of whole numbers below 2^16 is below the next whole number by 1/255 or more, which a
/// 24-bit mantissa cannot round away: cutting its fraction off is exact.
template <int channels>
HWY_INLINE int unpremultiply8_vectors(std::uint8_t* row, int count) {
    const hn::ScalableTag<std::int32_t> d32;
    const hn::Rebind<float, decltype(d32)> df;
    const hn::Rebind<std::uint8_t, decltype(d32)> d8;
    const int lanes = static_cast<int>(hn::Lanes(d32));
    const auto is_alpha = alpha_lanes<channels>(d32);
    int i = 0;
    for (; i + lanes <= count; i += lanes) {
        const auto pixels = hn::PromoteTo(d32, hn::LoadU(d8, row + i));
        const auto alpha = alpha_of<channels>(pixels);
        const auto scaled = hn::Sub(hn::ShiftLeft<8>(pixels), pixels);
        const auto wanted = hn::Add(scaled, hn::ShiftRight<1>(alpha));
        // Where alpha is 0 so is the result, whatever is divided by.
        const auto divisor = hn::Max(alpha, hn::Set(d32, 1));
        const auto quotient =
            hn::ConvertTo(d32, hn::Div(hn::ConvertTo(df, wanted), hn::ConvertTo(df, divisor)));
        // Narrowing by way of 16 bits saturates no number above 2^15.
        const auto clamped = hn::Min(quotient, hn::Set(d32, 255));
        const auto color = hn::IfThenZeroElse(hn::Eq(alpha, hn::Zero(d32)), clamped);
        hn::StoreU(hn::DemoteTo(d8, hn::IfThenElse(is_alpha, pixels, color)), d8, row + i);
    }
    return i;
}

/// The same in double precision: numerators have 32 bits.
template <int channels>
HWY_INLINE int unpremultiply16_vectors(std::uint16_t* row, int count) {
    const hn::ScalableTag<double> df;
    const hn::Rebind<std::int32_t, decltype(df)> d32;
    const hn::Rebind<std::uint16_t, decltype(df)> d16;
    constexpr int lanes = static_cast<int>(hn::MaxLanes(df));
    int i = 0;
    if constexpr (lanes >= channels) { // else a pixel does not fit a vector
        const auto is_alpha = alpha_lanes<channels>(d32);
        for (; i + lanes <= count; i += lanes) {
            const auto pixels = hn::PromoteTo(d32, hn::LoadU(d16, row + i));
            const auto alpha = alpha_of<channels>(pixels);
            const auto half = hn::PromoteTo(df, hn::ShiftRight<1>(alpha));
            const auto wanted =
                hn::Add(hn::Mul(hn::PromoteTo(df, pixels), hn::Set(df, 65535.0)), half);
            const auto divisor = hn::PromoteTo(df, hn::Max(alpha, hn::Set(d32, 1)));
            const auto quotient =
                hn::DemoteTo(d32, hn::Min(hn::Div(wanted, divisor), hn::Set(df, 65535.0)));
            const auto color = hn::IfThenZeroElse(hn::Eq(alpha, hn::Zero(d32)), quotient);
            hn::StoreU(hn::DemoteTo(d16, hn::IfThenElse(is_alpha, pixels, color)), d16, row + i);
        }
    }
    return i;
}

#else

template <int channels>
int premultiply16_vectors(const std::uint16_t*, std::uint16_t*, int) {
    return 0;
}
template <int channels>
int unpremultiply8_vectors(std::uint8_t*, int) {
    return 0;
}
template <int channels>
int unpremultiply16_vectors(std::uint16_t*, int) {
    return 0;
}

#endif

// Vectors hold whole pixels, so that what they leave over begins with one.

template <int channels>
void premultiply16_as(const std::uint16_t* source, std::uint16_t* target, int pixels) {
    const int count = pixels * channels;
    for (int i = premultiply16_vectors<channels>(source, target, count); i < count; i += channels) {
        const std::uint32_t alpha = source[i + channels - 1];
        for (int c = 0; c + 1 < channels; ++c) {
            target[i + c] =
                static_cast<std::uint16_t>(divide_by_65535(source[i + c] * alpha + 32767));
        }
        target[i + channels - 1] = static_cast<std::uint16_t>(alpha);
    }
}

template <int channels>
void unpremultiply8_as(std::uint8_t* row, int pixels) {
    const int count = pixels * channels;
    for (int i = unpremultiply8_vectors<channels>(row, count); i < count; i += channels) {
        const std::uint32_t alpha = row[i + channels - 1];
        const std::uint64_t reciprocal = reciprocals[alpha];
        for (int c = 0; c + 1 < channels; ++c) {
            const std::uint64_t quotient = ((row[i + c] * 255U + alpha / 2) * reciprocal) >> 24;
            row[i + c] = static_cast<std::uint8_t>(std::min<std::uint64_t>(quotient, 255));
        }
    }
}

template <int channels>
void unpremultiply16_as(std::uint16_t* row, int pixels) {
    const int count = pixels * channels;
    for (int i = unpremultiply16_vectors<channels>(row, count); i < count; i += channels) {
        const std::uint32_t alpha = row[i + channels - 1];
        for (int c = 0; c + 1 < channels; ++c) {
            const std::uint32_t quotient =
                alpha == 0 ? 0 : (row[i + c] * 65535U + alpha / 2) / alpha;
            row[i + c] = static_cast<std::uint16_t>(std::min(quotient, 65535U));
        }
    }
}

void premultiply16(const std::uint16_t* source, std::uint16_t* target, int pixels, int channels) {
    channels == 4 ? premultiply16_as<4>(source, target, pixels)
                  : premultiply16_as<2>(source, target, pixels);
}

void unpremultiply8(std::uint8_t* row, int pixels, int channels) {
    channels == 4 ? unpremultiply8_as<4>(row, pixels) : unpremultiply8_as<2>(row, pixels);
}

void unpremultiply16(std::uint16_t* row, int pixels, int channels) {
    channels == 4 ? unpremultiply16_as<4>(row, pixels) : unpremultiply16_as<2>(row, pixels);
}

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {
namespace {

HWY_EXPORT(premultiply_rgba8);
HWY_EXPORT(premultiply16);
HWY_EXPORT(unpremultiply8);
HWY_EXPORT(unpremultiply16);

void premultiply_row(const std::uint8_t* p, std::uint8_t* q, int pixels, int channels) {
    if (channels == 4) {
        HWY_DYNAMIC_DISPATCH(premultiply_rgba8)(p, q, pixels);
        return;
    }
    for (int i = 0; i < pixels; ++i, p += 2, q += 2) {
        q[0] = static_cast<std::uint8_t>((p[0] * p[1] + 127) / 255);
        q[1] = p[1];
    }
}

void premultiply_row(const std::uint16_t* p, std::uint16_t* q, int pixels, int channels) {
    HWY_DYNAMIC_DISPATCH(premultiply16)(p, q, pixels, channels);
}

void unpremultiply_row(std::uint8_t* p, int pixels, int channels) {
    HWY_DYNAMIC_DISPATCH(unpremultiply8)(p, pixels, channels);
}

void unpremultiply_row(std::uint16_t* p, int pixels, int channels) {
    HWY_DYNAMIC_DISPATCH(unpremultiply16)(p, pixels, channels);
}

/// Eight bytes with ones where a pixel of this shape has its alpha: pixels are 2, 4 or 8 bytes.
std::uint64_t alpha_mask(const Plane& plane) {
    const int size = bytes_per_sample(plane.type());
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int channel = static_cast<int>(i) / size % plane.channels();
        bytes[i] = channel + 1 == plane.channels() ? 0xFF : 0;
    }
    std::uint64_t mask = 0;
    std::memcpy(&mask, bytes.data(), sizeof mask);
    return mask;
}

bool is_opaque_row(const std::byte* row, std::size_t bytes, std::uint64_t mask) {
    std::uint64_t all = mask;
    for (; bytes >= sizeof all; bytes -= sizeof all, row += sizeof all) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, row, sizeof eight);
        all &= eight;
    }
    std::uint64_t rest = mask;
    std::memcpy(&rest, row, bytes);
    return all == mask && (rest & mask) == mask;
}

} // namespace

bool is_opaque(const Image& image) {
    if (!has_alpha(image.model)) {
        return true;
    }
    const Plane& plane = image.planes.front();
    const std::uint64_t mask = alpha_mask(plane);
    const auto bytes = static_cast<std::size_t>(plane.width()) *
                       static_cast<std::size_t>(plane.channels() * bytes_per_sample(plane.type()));
    for (int y = 0; y < plane.height(); ++y) {
        if (!is_opaque_row(plane.row(y), bytes, mask)) {
            return false;
        }
    }
    return true;
}

void premultiply(const PlaneView& source, const PlaneSpan& target) {
    for (int y = 0; y < source.height; ++y) {
        const std::byte* from = source.data + y * source.stride;
        std::byte* to = target.data + y * target.stride;
        if (source.type == SampleType::u8) {
            premultiply_row(reinterpret_cast<const std::uint8_t*>(from),
                            reinterpret_cast<std::uint8_t*>(to), source.width, source.channels);
        } else {
            premultiply_row(reinterpret_cast<const std::uint16_t*>(from),
                            reinterpret_cast<std::uint16_t*>(to), source.width, source.channels);
        }
    }
}

void unpremultiply(const PlaneSpan& plane) {
    for (int y = 0; y < plane.height; ++y) {
        std::byte* row = plane.data + y * plane.stride;
        if (plane.type == SampleType::u8) {
            unpremultiply_row(reinterpret_cast<std::uint8_t*>(row), plane.width, plane.channels);
        } else {
            unpremultiply_row(reinterpret_cast<std::uint16_t*>(row), plane.width, plane.channels);
        }
    }
}

} // namespace imgbatch
#endif
