#include "transform/alpha.h"
#include "transform/reference.h"

#include <doctest/doctest.h>

#include <cstring>

using namespace imgbatch;
using namespace imgbatch::test;

TEST_CASE("one sample below full opacity anywhere is found") {
    for (const ColorModel model : {ColorModel::rgba, ColorModel::gray_alpha}) {
        for (const SampleType type : {SampleType::u8, SampleType::u16}) {
            const int top = type == SampleType::u8 ? 255 : 65535;
            const int channels = channel_count(model);
            Image image = make_interleaved(13, 5, model, type);
            paint(image.planes[0], Pattern::noise);
            for (int i = 0; i < 13 * 5; ++i) {
                set_sample(image.planes[0], i % 13, i / 13, channels - 1, top);
            }
            CHECK(is_opaque(image));
            for (int i = 0; i < 13 * 5; ++i) {
                set_sample(image.planes[0], i % 13, i / 13, channels - 1, top - 1);
                CHECK_FALSE(is_opaque(image));
                set_sample(image.planes[0], i % 13, i / 13, channels - 1, top);
            }
        }
    }
}

TEST_CASE("models without alpha are opaque") {
    CHECK(is_opaque(painted(3, 2, 3, SampleType::u8, Pattern::noise)));
    CHECK(is_opaque(painted(3, 2, 4, SampleType::u8, Pattern::noise)));
}

TEST_CASE("all pairs of colour and alpha are multiplied and divided with rounding to nearest") {
    for (const int channels : {2, 4}) {
        Plane straight(256, 256, channels, SampleType::u8);
        Plane product(256, 256, channels, SampleType::u8);
        for (int alpha = 0; alpha < 256; ++alpha) {
            for (int value = 0; value < 256; ++value) {
                for (int c = 0; c + 1 < channels; ++c) {
                    set_sample(straight, value, alpha, c, (value + 50 * c) % 256);
                }
                set_sample(straight, value, alpha, channels - 1, alpha);
            }
        }
        premultiply(straight.view(), product.span());
        Plane back(256, 256, channels, SampleType::u8);
        std::memcpy(back.row(0), product.row(0), product.size_bytes());
        unpremultiply(back.span());
        for (int alpha = 0; alpha < 256; ++alpha) {
            for (int x = 0; x < 256; ++x) {
                for (int c = 0; c + 1 < channels; ++c) {
                    const double value = sample(straight, x, alpha, c);
                    const double wanted = std::floor(value * alpha / 255.0 + 0.5);
                    REQUIRE(sample(product, x, alpha, c) == wanted);
                    const double again = alpha == 0 ? 0 : std::floor(wanted * 255 / alpha + 0.5);
                    REQUIRE(sample(back, x, alpha, c) == std::min(again, 255.0));
                }
                REQUIRE(sample(product, x, alpha, channels - 1) == alpha);
                REQUIRE(sample(back, x, alpha, channels - 1) == alpha);
            }
        }
    }
}
