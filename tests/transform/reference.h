/// A resampler straight from the definition, in double precision: slow, and written without a look
/// at the fast one. Also pictures to feed both.
#pragma once

#include "transform/resample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

namespace imgbatch::test {

inline double sinc(double x) {
    const double angle = std::numbers::pi * x;
    return x == 0 ? 1.0 : std::sin(angle) / angle;
}

/// The continuous kernels, as the textbooks write them.
inline double reference_kernel(Filter filter, double x) {
    const double t = std::abs(x);
    switch (filter) {
    case Filter::lanczos3:
        return t < 3 ? sinc(t) * sinc(t / 3) : 0;
    case Filter::lanczos2:
        return t < 2 ? sinc(t) * sinc(t / 2) : 0;
    case Filter::mitchell:
        return t < 1   ? 7.0 / 6 * t * t * t - 2 * t * t + 8.0 / 9
               : t < 2 ? -7.0 / 18 * t * t * t + 2 * t * t - 10.0 / 3 * t + 16.0 / 9
                       : 0;
    case Filter::catmull_rom:
        return t < 1   ? 1.5 * t * t * t - 2.5 * t * t + 1
               : t < 2 ? -0.5 * t * t * t + 2.5 * t * t - 4 * t + 2
                       : 0;
    default:
        return t < 1 ? 1 - t : 0;
    }
}

/// One axis, as the tests ask for it: which part of a source is how many samples.
struct ReferenceAxis {
    int source;   ///< stored samples
    double step;  ///< source samples per output sample
    double start; ///< where the first output sample begins
    int out;
};

/// The weight of every source sample for output sample i; they sum to 1.
inline std::vector<double> reference_weights(const ReferenceAxis& axis, Filter filter, int i) {
    const double centre = axis.start + (i + 0.5) * axis.step;
    if (filter == Filter::automatic) {
        filter = axis.step > 1 ? Filter::lanczos3 : Filter::catmull_rom;
    }
    const bool copied = axis.step == 1 && axis.start == std::floor(axis.start);
    std::vector<double> weights(static_cast<std::size_t>(axis.source), 0.0);
    if (filter == Filter::nearest || copied) {
        // A hair to the right, since centres on a boundary may round to its wrong side.
        const int at = static_cast<int>(std::floor(centre + 1e-9));
        weights[static_cast<std::size_t>(std::clamp(at, 0, axis.source - 1))] = 1;
        return weights;
    }
    double sum = 0;
    for (int j = 0; j < axis.source; ++j) {
        double& weight = weights[static_cast<std::size_t>(j)];
        if (filter == Filter::area) {
            weight = std::max(0.0, std::min(j + 1.0, centre + axis.step / 2) -
                                       std::max<double>(j, centre - axis.step / 2));
        } else {
            weight = reference_kernel(filter, (j + 0.5 - centre) / std::max(1.0, axis.step));
        }
        sum += weight;
    }
    for (double& weight : weights) {
        weight /= sum;
    }
    return weights;
}

/// A namespace of its own: codec tests have a function of this name that gives another type.
inline namespace exact {
inline double sample(const Plane& plane, int x, int y, int channel) {
    const auto at = static_cast<std::ptrdiff_t>(x) * plane.channels() + channel;
    return plane.type() == SampleType::u8
               ? reinterpret_cast<const std::uint8_t*>(plane.row(y))[at]
               : reinterpret_cast<const std::uint16_t*>(plane.row(y))[at];
}
} // namespace exact

inline void set_sample(Plane& plane, int x, int y, int channel, int value) {
    const auto at = static_cast<std::ptrdiff_t>(x) * plane.channels() + channel;
    if (plane.type() == SampleType::u8) {
        reinterpret_cast<std::uint8_t*>(plane.row(y))[at] = static_cast<std::uint8_t>(value);
    } else {
        reinterpret_cast<std::uint16_t*>(plane.row(y))[at] = static_cast<std::uint16_t>(value);
    }
}

/// `plane` resampled exactly: [y][x][channel] in one row, neither rounded nor clamped.
inline std::vector<double> reference_resample(const Plane& plane, const ReferenceAxis& x_axis,
                                              const ReferenceAxis& y_axis, Filter filter) {
    const int channels = plane.channels();
    const int row = plane.width() * channels;
    std::vector<std::vector<double>> x_weights;
    x_weights.reserve(static_cast<std::size_t>(x_axis.out));
    for (int x = 0; x < x_axis.out; ++x) {
        x_weights.push_back(reference_weights(x_axis, filter, x));
    }
    std::vector<double> result;
    std::vector<double> line(static_cast<std::size_t>(row));
    for (int y = 0; y < y_axis.out; ++y) {
        const std::vector<double> y_weights = reference_weights(y_axis, filter, y);
        std::fill(line.begin(), line.end(), 0.0);
        for (int j = 0; j < plane.height(); ++j) {
            const double weight = y_weights[static_cast<std::size_t>(j)];
            for (int i = 0; weight != 0 && i < row; ++i) {
                line[static_cast<std::size_t>(i)] +=
                    weight * sample(plane, i / channels, j, i % channels);
            }
        }
        for (const std::vector<double>& weights : x_weights) {
            for (int c = 0; c < channels; ++c) {
                double sum = 0;
                for (int j = 0; j < plane.width(); ++j) {
                    const int at = j * channels + c;
                    sum +=
                        weights[static_cast<std::size_t>(j)] * line[static_cast<std::size_t>(at)];
                }
                result.push_back(sum);
            }
        }
    }
    return result;
}

/// The axes of plane 0 for a whole picture scaled to `scaled`, of which `crop` is made.
inline ReferenceAxis reference_axis(int source, Ratio extent, int scaled, int begin, int length) {
    const double step = extent.value() / scaled;
    return {source, step, begin * step, length};
}

/// The largest difference of plane 0's samples from the exact result, once that is rounded and
/// clamped.
inline double max_difference(const Plane& got, const std::vector<double>& exact) {
    const double top = got.type() == SampleType::u8 ? 255 : 65535;
    double worst = 0;
    std::size_t at = 0;
    for (int y = 0; y < got.height(); ++y) {
        for (int x = 0; x < got.width(); ++x) {
            for (int c = 0; c < got.channels(); ++c, ++at) {
                const double wanted = std::clamp(std::floor(exact[at] + 0.5), 0.0, top);
                worst = std::max(worst, std::abs(wanted - sample(got, x, y, c)));
            }
        }
    }
    return worst;
}

enum class Pattern { noise, ramp, zone_plate, checker };

/// A plane of a pattern over the full range of its type; every channel gets its own.
inline void paint(Plane& plane, Pattern pattern, std::uint32_t seed = 1) {
    const int top = plane.type() == SampleType::u8 ? 255 : 65535;
    for (int y = 0; y < plane.height(); ++y) {
        for (int x = 0; x < plane.width(); ++x) {
            for (int c = 0; c < plane.channels(); ++c) {
                seed = seed * 1664525U + 1013904223U;
                double value = 0;
                if (pattern == Pattern::noise) {
                    value = (seed >> 8) / 16777215.0;
                } else if (pattern == Pattern::ramp) {
                    value = (x + 2.0 * y + c) / (plane.width() + 2.0 * plane.height() + 3);
                } else if (pattern == Pattern::zone_plate) {
                    value = 0.5 + 0.5 * std::cos((x * x + y * y) * 0.02 + c);
                } else {
                    value = (x + y + c) % 2;
                }
                set_sample(plane, x, y, c, static_cast<int>(std::lround(value * top)));
            }
        }
    }
}

/// An image of `channels` interleaved channels whose alpha, if it has one, is opaque.
inline Image painted(int width, int height, int channels, SampleType type, Pattern pattern) {
    const ColorModel models[] = {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb,
                                 ColorModel::cmyk};
    Image image = make_interleaved(width, height, models[channels - 1], type);
    paint(image.planes[0], pattern);
    if (has_alpha(image.model)) {
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                set_sample(image.planes[0], x, y, channels - 1,
                           type == SampleType::u8 ? 255 : 65535);
            }
        }
    }
    return image;
}

inline ResampleRequest whole(int width, int height, Filter filter = Filter::automatic) {
    ResampleRequest request;
    request.scaled = {width, height};
    request.crop = {0, 0, width, height};
    request.filter = filter;
    return request;
}

/// All samples of all planes as text, for exact comparison.
inline std::string all_samples(const Image& image) {
    std::string text;
    for (const Plane& plane : image.planes) {
        const int row_bytes = plane.width() * plane.channels() * bytes_per_sample(plane.type());
        const auto bytes = static_cast<std::size_t>(row_bytes);
        for (int y = 0; y < plane.height(); ++y) {
            text.append(reinterpret_cast<const char*>(plane.row(y)), bytes);
        }
    }
    return text;
}

constexpr Filter all_filters[] = {Filter::automatic,   Filter::lanczos3, Filter::lanczos2,
                                  Filter::mitchell,    Filter::linear,   Filter::area,
                                  Filter::catmull_rom, Filter::nearest};

} // namespace imgbatch::test
