#include "codec/support/patches.h"

#include "codec/support/pixels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace imgbatch::test {

Image make_flat_planes(Size size, int chroma_x, int chroma_y, const Rgb& color) {
    const double luma = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2];
    const std::array<double, 3> values{luma, 128 + (color[2] - luma) / 1.772,
                                       128 + (color[0] - luma) / 1.402};
    Image image = make_ycbcr(size.width, size.height, chroma_x, chroma_y);
    for (std::size_t c = 0; c < 3; ++c) {
        const double value = std::clamp(std::round(values[c]), 0.0, 255.0);
        std::memset(image.planes[c].row(0), static_cast<int>(value), image.planes[c].size_bytes());
    }
    return image;
}

Image make_flat_rgb(Size size, const Rgb& color) {
    Image image = make_interleaved(size.width, size.height, ColorModel::rgb, SampleType::u8);
    for (int y = 0; y < size.height; ++y) {
        for (int i = 0; i < 3 * size.width; ++i) {
            image.planes[0].row(y)[i] =
                static_cast<std::byte>(color[static_cast<std::size_t>(i % 3)]);
        }
    }
    return image;
}

int distance_from(const Image& image, const Rgb& color) {
    int worst = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            for (int c = 0; c < 3; ++c) {
                const int wanted = color[static_cast<std::size_t>(c)];
                worst = std::max(worst, std::abs(sample(image.planes[0], x, y, c) - wanted));
            }
        }
    }
    return worst;
}

} // namespace imgbatch::test
