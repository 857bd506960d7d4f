#include "transform/color.h"

#include "transform/guarded.h"
#include "transform/samples.h"
#include "transform/ycbcr_kernel.h"

#include <utility>

namespace imgbatch {
namespace {

Error wrong_model(const char* wanted) {
    return transform_error(OutcomeClass::internal, std::string("the image is not ") + wanted);
}

template <class T>
void spread_gray_row(const T* from, int width, bool alpha, T* to) {
    for (int x = 0; x < width; ++x) {
        const T value = *from++;
        *to++ = value;
        *to++ = value;
        *to++ = value;
        if (alpha) {
            *to++ = *from++;
        }
    }
}

template <class T>
void cmyk_row(const T* from, int width, T* to) {
    constexpr std::uint32_t full = full_scale<T>;
    for (int x = 0; x < width; ++x, from += 4, to += 3) {
        const std::uint32_t paper = full - from[3];
        for (int c = 0; c < 3; ++c) {
            to[c] = static_cast<T>(((full - from[c]) * paper + full / 2) / full);
        }
    }
}

void narrow_row(const std::uint16_t* from, int count, std::uint8_t* to) {
    for (int i = 0; i < count; ++i) {
        to[i] = static_cast<std::uint8_t>((from[i] * 255U + 32767U) / 65535U);
    }
}

Plane narrowed(const Plane& plane) {
    Plane result(plane.width(), plane.height(), plane.channels(), SampleType::u8);
    result.extent_x = plane.extent_x;
    result.extent_y = plane.extent_y;
    for (int y = 0; y < plane.height(); ++y) {
        narrow_row(samples<std::uint16_t>(plane, y), plane.width() * plane.channels(),
                   samples<std::uint8_t>(result, y));
    }
    return result;
}

/// Copies `channels` colours per pixel and puts a full alpha after them.
template <class T>
void append_alpha_row(const T* from, int width, int channels, T* to) {
    for (int x = 0; x < width; ++x) {
        for (int c = 0; c < channels; ++c) {
            *to++ = *from++;
        }
        *to++ = static_cast<T>(full_scale<T>);
    }
}

} // namespace

Expected<Image> ycbcr_to_rgb(const Image& image) {
    const auto fits = [&](const Plane& plane) {
        return plane.width() == image.width() && plane.height() == image.height() &&
               plane.channels() == 1 && plane.type() == SampleType::u8;
    };
    if (image.model != ColorModel::ycbcr || image.planes.size() != 3 || !fits(image.planes[0]) ||
        !fits(image.planes[1]) || !fits(image.planes[2])) {
        return wrong_model("Y'CbCr 4:4:4");
    }
    return guarded("convert to RGB", [&] {
        Image result =
            make_interleaved(image.width(), image.height(), ColorModel::rgb, SampleType::u8);
        result.planes[0].extent_x = image.planes[0].extent_x;
        result.planes[0].extent_y = image.planes[0].extent_y;
        for (int y = 0; y < image.height(); ++y) {
            ycbcr_row_to_rgb(samples<std::uint8_t>(image.planes[0], y),
                             samples<std::uint8_t>(image.planes[1], y),
                             samples<std::uint8_t>(image.planes[2], y), image.width(),
                             samples<std::uint8_t>(result.planes[0], y));
        }
        return result;
    });
}

Expected<Image> gray_to_rgb(const Image& image) {
    const bool alpha = image.model == ColorModel::gray_alpha;
    if (!alpha && image.model != ColorModel::gray) {
        return wrong_model("grey");
    }
    return guarded("convert to RGB", [&] {
        Image result = make_interleaved(image.width(), image.height(),
                                        alpha ? ColorModel::rgba : ColorModel::rgb, image.type());
        result.planes[0].extent_x = image.planes[0].extent_x;
        result.planes[0].extent_y = image.planes[0].extent_y;
        with_sample_type(image.type(), [&](auto zero) {
            using T = decltype(zero);
            for (int y = 0; y < image.height(); ++y) {
                spread_gray_row(samples<T>(image.planes[0], y), image.width(), alpha,
                                samples<T>(result.planes[0], y));
            }
        });
        return result;
    });
}

Expected<Image> add_opaque_alpha(const Image& image) {
    const bool gray = image.model == ColorModel::gray;
    if (!gray && image.model != ColorModel::rgb) {
        return wrong_model("grey or RGB");
    }
    return guarded("add an alpha channel", [&] {
        Image result =
            make_interleaved(image.width(), image.height(),
                             gray ? ColorModel::gray_alpha : ColorModel::rgba, image.type());
        result.planes[0].extent_x = image.planes[0].extent_x;
        result.planes[0].extent_y = image.planes[0].extent_y;
        with_sample_type(image.type(), [&](auto zero) {
            using T = decltype(zero);
            for (int y = 0; y < image.height(); ++y) {
                append_alpha_row(samples<T>(image.planes[0], y), image.width(), gray ? 1 : 3,
                                 samples<T>(result.planes[0], y));
            }
        });
        return result;
    });
}

Expected<Image> cmyk_to_rgb(const Image& image) {
    if (image.model != ColorModel::cmyk) {
        return wrong_model("CMYK");
    }
    return guarded("convert to RGB", [&] {
        Image result =
            make_interleaved(image.width(), image.height(), ColorModel::rgb, image.type());
        result.planes[0].extent_x = image.planes[0].extent_x;
        result.planes[0].extent_y = image.planes[0].extent_y;
        with_sample_type(image.type(), [&](auto zero) {
            using T = decltype(zero);
            for (int y = 0; y < image.height(); ++y) {
                cmyk_row(samples<T>(image.planes[0], y), image.width(),
                         samples<T>(result.planes[0], y));
            }
        });
        return result;
    });
}

Expected<Image> to_8_bit(const Image& image) {
    if (image.planes.empty() || image.type() != SampleType::u16) {
        return wrong_model("of 16 bits");
    }
    return guarded("convert to 8 bits", [&] {
        Image result;
        result.model = image.model;
        for (const Plane& plane : image.planes) {
            result.planes.push_back(narrowed(plane));
        }
        return result;
    });
}

} // namespace imgbatch
