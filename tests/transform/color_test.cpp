#include "support/forced_target.h"
#include "transform/color.h"
#include "transform/reference.h"
#include "transform/ycbcr_kernel.h"

#include <doctest/doctest.h>

#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// How far a byte is off the exact value, which is clamped to the range of bytes first.
double offset(std::uint8_t got, double exact) {
    return std::abs(got - std::clamp(exact, 0.0, 255.0));
}

} // namespace

TEST_CASE("all colours of Y'CbCr become RGB rounded to nearest") {
    std::vector<std::uint8_t> luma(256);
    std::vector<std::uint8_t> blue(256);
    std::vector<std::uint8_t> red(256);
    std::vector<std::uint8_t> rgb(768);
    for (std::size_t i = 0; i < 256; ++i) {
        luma[i] = static_cast<std::uint8_t>(i);
    }
    double worst = 0;
    for (int cb = 0; cb < 256; ++cb) {
        for (int cr = 0; cr < 256; ++cr) {
            std::fill(blue.begin(), blue.end(), static_cast<std::uint8_t>(cb));
            std::fill(red.begin(), red.end(), static_cast<std::uint8_t>(cr));
            ycbcr_row_to_rgb(luma.data(), blue.data(), red.data(), 256, rgb.data());
            const double r = 1.402 * (cr - 128);
            const double g =
                -0.114 * 1.772 / 0.587 * (cb - 128) - 0.299 * 1.402 / 0.587 * (cr - 128);
            const double b = 1.772 * (cb - 128);
            for (std::size_t i = 0; i < 256; ++i) {
                const auto y = static_cast<double>(i);
                worst = std::max({worst, offset(rgb[3 * i], y + r), offset(rgb[3 * i + 1], y + g),
                                  offset(rgb[3 * i + 2], y + b)});
            }
        }
    }
    CHECK(worst <= 0.51);
}

TEST_CASE("every SIMD target converts Y'CbCr to the same bytes, at every width") {
    Plane planes(200, 3, 1, SampleType::u8);
    paint(planes, Pattern::noise);
    const auto* y = reinterpret_cast<const std::uint8_t*>(planes.row(0));
    const auto* cb = reinterpret_cast<const std::uint8_t*>(planes.row(1));
    const auto* cr = reinterpret_cast<const std::uint8_t*>(planes.row(2));
    const auto converted = [&](std::int64_t target, int width) {
        const ForcedTarget forced(target);
        std::vector<std::uint8_t> rgb(600, 77); // what lies past the row must stay
        ycbcr_row_to_rgb(y, cb, cr, width, rgb.data());
        return rgb;
    };
    for (int width = 1; width <= 200; ++width) {
        const std::vector<std::uint8_t> wanted = converted(HWY_SCALAR, width);
        for (const std::int64_t target : supported_targets()) {
            REQUIRE(converted(target, width) == wanted);
        }
    }
}

TEST_CASE("Y'CbCr pictures are converted row by row; subsampled ones are refused") {
    Image image = make_ycbcr(13, 7, 1, 1);
    for (Plane& plane : image.planes) {
        paint(plane, Pattern::noise);
    }
    set_sample(image.planes[0], 12, 6, 0, 255);
    set_sample(image.planes[1], 12, 6, 0, 128);
    set_sample(image.planes[2], 12, 6, 0, 128);
    const auto result = ycbcr_to_rgb(image);
    REQUIRE(result);
    CHECK(result->model == ColorModel::rgb);
    CHECK(sample(result->planes[0], 12, 6, 0) == 255);
    CHECK(sample(result->planes[0], 12, 6, 1) == 255);
    CHECK(sample(result->planes[0], 12, 6, 2) == 255);
    CHECK_FALSE(ycbcr_to_rgb(make_ycbcr(13, 7, 2, 1)));
    CHECK_FALSE(ycbcr_to_rgb(painted(3, 3, 3, SampleType::u8, Pattern::noise)));
}

TEST_CASE("grey spreads to three channels, alpha stays alpha") {
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        for (const ColorModel model : {ColorModel::gray, ColorModel::gray_alpha}) {
            Image image = make_interleaved(5, 3, model, type);
            paint(image.planes[0], Pattern::noise);
            const auto result = gray_to_rgb(image);
            REQUIRE(result);
            CHECK(result->model ==
                  (model == ColorModel::gray ? ColorModel::rgb : ColorModel::rgba));
            CHECK(result->type() == type);
            for (int i = 0; i < 15; ++i) {
                for (int c = 0; c < result->planes[0].channels(); ++c) {
                    CHECK(sample(result->planes[0], i % 5, i / 5, c) ==
                          sample(image.planes[0], i % 5, i / 5, c == 3 ? 1 : 0));
                }
            }
        }
    }
    CHECK_FALSE(gray_to_rgb(painted(3, 3, 3, SampleType::u8, Pattern::noise)));
}

TEST_CASE("CMYK without a profile is paper less ink, rounded to nearest") {
    Image image = make_interleaved(256, 256, ColorModel::cmyk, SampleType::u8);
    for (int k = 0; k < 256; ++k) {
        for (int c = 0; c < 256; ++c) {
            set_sample(image.planes[0], c, k, 0, c);
            set_sample(image.planes[0], c, k, 1, 255 - c);
            set_sample(image.planes[0], c, k, 2, 0);
            set_sample(image.planes[0], c, k, 3, k);
        }
    }
    const auto result = cmyk_to_rgb(image);
    REQUIRE(result);
    for (int k = 0; k < 256; ++k) {
        for (int c = 0; c < 256; ++c) {
            REQUIRE(sample(result->planes[0], c, k, 0) ==
                    std::floor((255 - c) * (255 - k) / 255.0 + 0.5));
            REQUIRE(sample(result->planes[0], c, k, 1) == std::floor(c * (255 - k) / 255.0 + 0.5));
            REQUIRE(sample(result->planes[0], c, k, 2) == 255 - k);
        }
    }
}

TEST_CASE("16 bits become 8 by rounding to nearest") {
    Image image = make_interleaved(256, 256, ColorModel::gray, SampleType::u16);
    for (int i = 0; i < 65536; ++i) {
        set_sample(image.planes[0], i % 256, i / 256, 0, i);
    }
    const auto result = to_8_bit(image);
    REQUIRE(result);
    CHECK(result->type() == SampleType::u8);
    for (int i = 0; i < 65536; ++i) {
        REQUIRE(sample(result->planes[0], i % 256, i / 256, 0) == std::floor(i / 257.0 + 0.5));
    }
    CHECK_FALSE(to_8_bit(*result));
}
