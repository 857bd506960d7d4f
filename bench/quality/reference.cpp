#include "reference.h"

#include "base/file_io.h"
#include "codec/codec.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace imgbatch::quality {
namespace {

using test::Luma;

/// Any interleaved 8- or 16-bit image as luma of 0 to 255, over black where it is transparent.
Luma luma_of(const Image& image) {
    const int channels = channel_count(image.model);
    const bool color = channels >= 3;
    const double scale = image.type() == SampleType::u8 ? 1.0 : 1.0 / 257.0;
    const Plane& plane = image.planes.front();
    const auto at = [&](int x, int y, int c) {
        const auto i = static_cast<std::ptrdiff_t>(x) * channels + c;
        return scale * (image.type() == SampleType::u8
                            ? reinterpret_cast<const std::uint8_t*>(plane.row(y))[i]
                            : reinterpret_cast<const std::uint16_t*>(plane.row(y))[i]);
    };
    Luma luma{image.width(), image.height(), {}};
    luma.samples.reserve(static_cast<std::size_t>(luma.width) *
                         static_cast<std::size_t>(luma.height));
    for (int y = 0; y < luma.height; ++y) {
        for (int x = 0; x < luma.width; ++x) {
            const double value =
                color ? 0.299 * at(x, y, 0) + 0.587 * at(x, y, 1) + 0.114 * at(x, y, 2)
                      : at(x, y, 0);
            const double alpha = has_alpha(image.model) ? at(x, y, channels - 1) / 255.0 : 1.0;
            luma.samples.push_back(value * alpha);
        }
    }
    return luma;
}

Luma transposed(const Luma& source) {
    Luma result{source.height, source.width, {}};
    result.samples.resize(source.samples.size());
    for (int y = 0; y < source.height; ++y) {
        for (int x = 0; x < source.width; ++x) {
            result.at(y, x) = source.at(x, y);
        }
    }
    return result;
}

/// Each upright pixel from where it is stored.
Luma upright(const Luma& stored, Orientation orientation) {
    const Size size = oriented({stored.width, stored.height}, orientation);
    Luma result{size.width, size.height, {}};
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const Rect at = to_stored({x, y, 1, 1}, {stored.width, stored.height}, orientation);
            result.samples.push_back(stored.at(at.x, at.y));
        }
    }
    return result;
}

double lanczos3(double x) {
    const double angle = std::numbers::pi * x;
    return x == 0            ? 1.0
           : std::abs(x) < 3 ? 3 * std::sin(angle) * std::sin(angle / 3) / (angle * angle)
                             : 0.0;
}

/// Rows resampled to `width` samples: antialiased, windows clipped and renormalised at the edges.
Luma resampled_rows(const Luma& source, int width) {
    const double step = static_cast<double>(source.width) / width;
    const double stretch = std::max(1.0, step);
    Luma result{width, source.height, {}};
    result.samples.resize(static_cast<std::size_t>(width) *
                          static_cast<std::size_t>(source.height));
    for (int x = 0; x < width; ++x) {
        const double centre = (x + 0.5) * step;
        const int begin = std::max(0, static_cast<int>(std::floor(centre - 3 * stretch)));
        const int end = std::min(source.width, static_cast<int>(std::ceil(centre + 3 * stretch)));
        std::vector<double> weights;
        double sum = 0;
        for (int j = begin; j < end; ++j) {
            weights.push_back(lanczos3((j + 0.5 - centre) / stretch));
            sum += weights.back();
        }
        for (int y = 0; y < source.height; ++y) {
            double value = 0;
            for (int j = begin; j < end; ++j) {
                value += weights[static_cast<std::size_t>(j - begin)] * source.at(j, y);
            }
            result.at(x, y) = value / sum;
        }
    }
    return result;
}

} // namespace

Expected<Luma> read_upright(const std::string& path) {
    auto file = open_regular(path);
    if (!file) {
        return std::move(file).error();
    }
    FileBuffer data;
    if (auto read = read_all(*file, UINT64_MAX, data); !read) {
        return std::move(read).error();
    }
    const DecodeOptions options;
    auto info = probe(data.view(), options);
    if (!info) {
        return std::move(info).error();
    }
    auto image = decode(data.view(), *info, {}, options);
    if (!image) {
        return std::move(image).error();
    }
    return upright(luma_of(image->image), info->orientation);
}

Luma resampled(const Luma& source, Size size) {
    return transposed(resampled_rows(transposed(resampled_rows(source, size.width)), size.height));
}

} // namespace imgbatch::quality
