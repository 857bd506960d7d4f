#include "codec/support/pixels.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace imgbatch::test {
namespace {

void set_sample(Plane& plane, int x, int y, int c, int value) {
    std::byte* at = plane.row(y) + (x * plane.channels() + c) * bytes_per_sample(plane.type());
    if (plane.type() == SampleType::u8) {
        *at = static_cast<std::byte>(value);
    } else {
        const auto wide = static_cast<std::uint16_t>(value);
        std::memcpy(at, &wide, sizeof wide);
    }
}

} // namespace

std::uint8_t pattern(int x, int y, int c) {
    const int wave = (x * (3 + c) + y * (5 - c)) % 200;
    return static_cast<std::uint8_t>(38 + (wave < 100 ? wave : 200 - wave) * 2 - 10 * c);
}

Image make_picture(int width, int height, ColorModel model, SampleType type) {
    Image image = make_interleaved(width, height, model, type);
    Plane& plane = image.planes.front();
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < plane.channels(); ++c) {
                const int value = pattern(x, y, c);
                set_sample(plane, x, y, c, type == SampleType::u8 ? value : value * 257 - x % 50);
            }
        }
    }
    return image;
}

Image make_planes(int width, int height, int chroma_x, int chroma_y) {
    Image image = make_ycbcr(width, height, chroma_x, chroma_y);
    for (int c = 0; c < 3; ++c) {
        Plane& plane = image.planes[static_cast<std::size_t>(c)];
        for (int y = 0; y < plane.height(); ++y) {
            for (int x = 0; x < plane.width(); ++x) {
                set_sample(plane, x, y, 0, pattern(x, y, c));
            }
        }
    }
    return image;
}

int sample(const Plane& plane, int x, int y, int c) {
    const std::byte* at =
        plane.row(y) + (x * plane.channels() + c) * bytes_per_sample(plane.type());
    if (plane.type() == SampleType::u8) {
        return std::to_integer<int>(*at);
    }
    std::uint16_t wide = 0;
    std::memcpy(&wide, at, sizeof wide);
    return wide;
}

int max_difference(const Image& a, const Image& b) {
    constexpr int incomparable = 1 << 20;
    if (a.model != b.model || a.planes.size() != b.planes.size()) {
        return incomparable;
    }
    int worst = 0;
    for (std::size_t i = 0; i < a.planes.size(); ++i) {
        const Plane& p = a.planes[i];
        const Plane& q = b.planes[i];
        if (p.width() != q.width() || p.height() != q.height() || p.channels() != q.channels() ||
            p.type() != q.type()) {
            return incomparable;
        }
        for (int y = 0; y < p.height(); ++y) {
            for (int x = 0; x < p.width(); ++x) {
                for (int c = 0; c < p.channels(); ++c) {
                    worst = std::max(worst, std::abs(sample(p, x, y, c) - sample(q, x, y, c)));
                }
            }
        }
    }
    return worst;
}

} // namespace imgbatch::test
