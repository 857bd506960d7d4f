#include "transform/canvas.h"

#include "base/try.h"
#include "transform/color.h"
#include "transform/guarded.h"
#include "transform/samples.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace imgbatch {
namespace {

bool is_gray(Color color) {
    return color.red == color.green && color.green == color.blue;
}

Error misplaced(const char* why) {
    return transform_error(OutcomeClass::internal, std::string("cannot pad: ") + why);
}

/// A colour in the channels of a model, 8 bits each.
using Channels = std::array<int, 4>;

Channels in_model(Color color, ColorModel model) {
    if (model == ColorModel::gray || model == ColorModel::gray_alpha) {
        return {color.red, color.alpha, 0, 0};
    }
    return {color.red, color.green, color.blue, color.alpha};
}

/// The colour as JFIF's Y'CbCr (ITU-T T.871), rounded to nearest.
Channels to_ycbcr(Color color) {
    const int r = color.red;
    const int g = color.green;
    const int b = color.blue;
    const auto rounded = [](int scaled) { return (scaled + 500'000) / 1'000'000; };
    return {rounded(299'000 * r + 587'000 * g + 114'000 * b),
            std::min(rounded(-168'736 * r - 331'264 * g + 500'000 * b + 128'000'000), 255),
            std::min(rounded(500'000 * r - 418'688 * g - 81'312 * b + 128'000'000), 255), 0};
}

cv::Mat header(Plane& plane) {
    const int depth = plane.type() == SampleType::u8 ? CV_8U : CV_16U;
    return {plane.height(), plane.width(), CV_MAKETYPE(depth, plane.channels()), plane.row(0),
            static_cast<std::size_t>(plane.stride())};
}

/// `plane` at (x, y) of a new plane of the canvas's size, the rest in one colour.
Plane padded(Plane& plane, Size canvas, int x, int y, const Channels& color) {
    Plane result(canvas.width, canvas.height, plane.channels(), plane.type());
    const double scale = plane.type() == SampleType::u8 ? 1.0 : 257.0;
    cv::Mat to = header(result);
    cv::copyMakeBorder(header(plane), to, y, canvas.height - y - plane.height(), x,
                       canvas.width - x - plane.width(), cv::BORDER_CONSTANT,
                       {color[0] * scale, color[1] * scale, color[2] * scale, color[3] * scale});
    // The library keeps a matrix that already has the right shape.
    if (to.data != reinterpret_cast<const uchar*>(result.row(0))) {
        throw std::logic_error("the result went elsewhere");
    }
    return result;
}

/// Whether a plane subsampled by `factor` has no sample that picture and background share.
bool is_clean_axis(int offset, int length, int canvas, int factor) {
    return offset % factor == 0 && (length % factor == 0 || offset + length == canvas);
}

/// Luma samples per sample of `part`, 0 where they are neither 1 nor 2.
int factor_of(Ratio whole, Ratio part) {
    const Ratio factor = whole / part;
    return factor == Ratio(1) || factor == Ratio(2) ? static_cast<int>(factor.num) : 0;
}

Expected<Image> place_ycbcr(Image& image, Size canvas, int x, int y, Color color) {
    const Plane& luma = image.planes[0];
    const int factor_x = factor_of(luma.extent_x, image.planes[1].extent_x);
    const int factor_y = factor_of(luma.extent_y, image.planes[1].extent_y);
    if (luma.extent_x != Ratio(luma.width()) || luma.extent_y != Ratio(luma.height()) ||
        factor_x == 0 || factor_y == 0) {
        return misplaced("its planes do not cover the picture exactly");
    }
    if (!is_clean_axis(x, luma.width(), canvas.width, factor_x) ||
        !is_clean_axis(y, luma.height(), canvas.height, factor_y)) {
        return misplaced("its chroma is subsampled and would mix with the background");
    }
    return guarded("pad the picture", [&] {
        const Channels channels = to_ycbcr(color);
        Image result;
        result.model = image.model;
        for (std::size_t i = 0; i < 3; ++i) {
            const int fx = i == 0 ? 1 : factor_x;
            const int fy = i == 0 ? 1 : factor_y;
            const Size size{(canvas.width + fx - 1) / fx, (canvas.height + fy - 1) / fy};
            result.planes.push_back(
                padded(image.planes[i], size, x / fx, y / fy, {channels[i], 0, 0, 0}));
            result.planes.back().extent_x = Ratio(canvas.width, fx);
            result.planes.back().extent_y = Ratio(canvas.height, fy);
        }
        return result;
    });
}

/// Colours over a background: `channels` counts alpha, `to` has one channel less.
template <class T>
void flatten_row(const T* from, int width, int channels, const Channels& background, T* to) {
    constexpr std::uint32_t full = full_scale<T>;
    for (int x = 0; x < width; ++x, from += channels) {
        const std::uint32_t alpha = from[channels - 1];
        for (int c = 0; c + 1 < channels; ++c) {
            const auto beneath =
                static_cast<std::uint32_t>(background[static_cast<std::size_t>(c)]) * (full / 255);
            *to++ = static_cast<T>((from[c] * alpha + beneath * (full - alpha) + full / 2) / full);
        }
    }
}

} // namespace

Expected<Image> place_on_canvas(Image&& image, Size canvas, int x, int y, Color color) {
    if (x < 0 || y < 0 || image.width() > canvas.width - x || image.height() > canvas.height - y) {
        return misplaced("the picture does not lie on the canvas");
    }
    if (image.model == ColorModel::cmyk) {
        return misplaced("the picture is CMYK");
    }
    if (image.model == ColorModel::ycbcr) {
        return place_ycbcr(image, canvas, x, y, color);
    }
    if (!is_gray(color) &&
        (image.model == ColorModel::gray || image.model == ColorModel::gray_alpha)) {
        IMGBATCH_TRY(image, gray_to_rgb(image));
    }
    return guarded("pad the picture", [&] {
        Image result;
        result.model = image.model;
        result.planes.push_back(
            padded(image.planes[0], canvas, x, y, in_model(color, image.model)));
        return result;
    });
}

Expected<Image> flatten(const Image& image, Color color) {
    if (!has_alpha(image.model)) {
        return transform_error(OutcomeClass::internal, "the image has no alpha to flatten");
    }
    if (image.model == ColorModel::gray_alpha && !is_gray(color)) {
        IMGBATCH_TRY(const Image spread, gray_to_rgb(image));
        return flatten(spread, color);
    }
    return guarded("flatten the picture", [&] {
        const ColorModel model =
            image.model == ColorModel::rgba ? ColorModel::rgb : ColorModel::gray;
        Image result = make_interleaved(image.width(), image.height(), model, image.type());
        result.planes[0].extent_x = image.planes[0].extent_x;
        result.planes[0].extent_y = image.planes[0].extent_y;
        with_sample_type(image.type(), [&](auto zero) {
            using T = decltype(zero);
            for (int y = 0; y < image.height(); ++y) {
                flatten_row(samples<T>(image.planes[0], y), image.width(),
                            channel_count(image.model), in_model(color, model),
                            samples<T>(result.planes[0], y));
            }
        });
        return result;
    });
}

} // namespace imgbatch
