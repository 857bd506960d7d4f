#include "transform/alpha.h"

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

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {
namespace {

HWY_EXPORT(premultiply_rgba8);

/// 2^24 / a, rounded up: n * that >> 24 is n / a, rounded down, for n below 2^16.
constexpr std::array<std::uint32_t, 256> make_reciprocals() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t a = 1; a < 256; ++a) {
        table[a] = ((1U << 24) + a - 1) / a;
    }
    return table;
}
constexpr std::array<std::uint32_t, 256> reciprocals = make_reciprocals();

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
    for (int i = 0; i < pixels; ++i, p += channels, q += channels) {
        const std::uint32_t alpha = p[channels - 1];
        for (int c = 0; c + 1 < channels; ++c) {
            q[c] = static_cast<std::uint16_t>((p[c] * alpha + 32767) / 65535);
        }
        q[channels - 1] = p[channels - 1];
    }
}

void unpremultiply_row(std::uint8_t* p, int pixels, int channels) {
    for (int i = 0; i < pixels; ++i, p += channels) {
        const std::uint32_t alpha = p[channels - 1];
        const std::uint64_t reciprocal = reciprocals[alpha];
        for (int c = 0; c + 1 < channels; ++c) {
            const std::uint64_t quotient = ((p[c] * 255U + alpha / 2) * reciprocal) >> 24;
            p[c] = static_cast<std::uint8_t>(std::min<std::uint64_t>(quotient, 255));
        }
    }
}

void unpremultiply_row(std::uint16_t* p, int pixels, int channels) {
    for (int i = 0; i < pixels; ++i, p += channels) {
        const std::uint32_t alpha = p[channels - 1];
        for (int c = 0; c + 1 < channels; ++c) {
            const std::uint32_t quotient = alpha == 0 ? 0 : (p[c] * 65535U + alpha / 2) / alpha;
            p[c] = static_cast<std::uint16_t>(std::min(quotient, 65535U));
        }
    }
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
