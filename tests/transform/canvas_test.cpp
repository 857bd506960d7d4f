#include "transform/canvas.h"
#include "transform/color.h"
#include "transform/reference.h"

#include <doctest/doctest.h>

#include <utility>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

constexpr Color brick{200, 80, 40, 100};
constexpr Color slate{90, 90, 90, 255};

/// Whether `plane` lies at (x, y) of `canvas`, and all else is `color` (8-bit values).
bool lies_on(const Plane& canvas, const Plane& plane, int x, int y, std::vector<int> color) {
    const int scale = canvas.type() == SampleType::u8 ? 1 : 257;
    for (int row = 0; row < canvas.height(); ++row) {
        for (int column = 0; column < canvas.width(); ++column) {
            const bool inside =
                column >= x && column < x + plane.width() && row >= y && row < y + plane.height();
            for (int c = 0; c < canvas.channels(); ++c) {
                const double wanted = inside ? sample(plane, column - x, row - y, c)
                                             : color[static_cast<std::size_t>(c)] * scale;
                if (sample(canvas, column, row, c) != wanted) {
                    return false;
                }
            }
        }
    }
    return true;
}

} // namespace

TEST_CASE("a picture lies on its canvas at the place asked for") {
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        for (const auto& [model, color] : {std::pair{ColorModel::gray, std::vector{90}},
                                           {ColorModel::gray_alpha, {90, 255}},
                                           {ColorModel::rgb, {90, 90, 90}},
                                           {ColorModel::rgba, {90, 90, 90, 255}}}) {
            for (const auto& [x, y] : {std::pair{0, 0}, {3, 1}, {4, 5}}) {
                Image image = make_interleaved(7, 5, model, type);
                paint(image.planes[0], Pattern::noise);
                const Image before = image.clone();
                const auto result = place_on_canvas(std::move(image), {11, 10}, x, y, slate);
                REQUIRE(result);
                CHECK(result->model == model);
                CHECK(lies_on(result->planes[0], before.planes[0], x, y, color));
            }
        }
    }
}

TEST_CASE("the background's alpha counts where there is alpha") {
    Image image = make_interleaved(2, 2, ColorModel::rgba, SampleType::u8);
    paint(image.planes[0], Pattern::noise);
    const Image before = image.clone();
    const auto result = place_on_canvas(std::move(image), {4, 4}, 1, 1, brick);
    REQUIRE(result);
    CHECK(lies_on(result->planes[0], before.planes[0], 1, 1, {200, 80, 40, 100}));
}

TEST_CASE("grey on a coloured background becomes colour") {
    Image image = painted(3, 2, 1, SampleType::u8, Pattern::noise);
    const auto spread = gray_to_rgb(image);
    REQUIRE(spread);
    const auto result = place_on_canvas(std::move(image), {5, 4}, 1, 1, brick);
    REQUIRE(result);
    CHECK(result->model == ColorModel::rgb);
    CHECK(lies_on(result->planes[0], spread->planes[0], 1, 1, {200, 80, 40}));
}

TEST_CASE("Y'CbCr is padded plane by plane where no chroma sample is shared") {
    // 200, 80, 40 in JFIF's Y'CbCr: 111.3, 87.7, 191.3.
    const int wanted[] = {111, 88, 191};
    for (const auto& [factor_x, factor_y] : {std::pair{1, 1}, {2, 1}, {2, 2}}) {
        Image image = make_ycbcr(8, 6, factor_x, factor_y);
        for (Plane& plane : image.planes) {
            paint(plane, Pattern::noise);
        }
        const Image before = image.clone();
        const auto result = place_on_canvas(std::move(image), {13, 11}, 2, 4, brick);
        REQUIRE(result);
        CHECK(result->planes[1].extent_x == Ratio(13, factor_x));
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(lies_on(result->planes[i], before.planes[i], i == 0 ? 2 : 2 / factor_x,
                          i == 0 ? 4 : 4 / factor_y, {wanted[i]}));
        }
    }
}

TEST_CASE("a chroma sample that picture and background would share is refused") {
    const auto placed = [](int width, int factor, int canvas, int x) {
        Image image = make_ycbcr(width, 4, factor, 1);
        for (Plane& plane : image.planes) {
            plane.fill_zero();
        }
        return place_on_canvas(std::move(image), {canvas, 4}, x, 0, brick).has_value();
    };
    CHECK_FALSE(placed(8, 2, 12, 1));
    CHECK_FALSE(placed(7, 2, 12, 2));
    CHECK(placed(7, 2, 9, 2)); // ends where the canvas ends
    CHECK(placed(7, 1, 12, 1));
}

TEST_CASE("a picture that does not lie on the canvas is an error") {
    const auto placed = [](Size canvas, int x, int y) {
        return place_on_canvas(painted(4, 4, 3, SampleType::u8, Pattern::noise), canvas, x, y,
                               slate)
            .has_value();
    };
    CHECK(placed({4, 4}, 0, 0));
    CHECK_FALSE(placed({4, 3}, 0, 0));
    CHECK_FALSE(placed({5, 5}, 2, 0));
    CHECK_FALSE(placed({5, 5}, -1, 0));
    CHECK_FALSE(
        place_on_canvas(painted(4, 4, 4, SampleType::u8, Pattern::noise), {5, 5}, 0, 0, slate));
}

TEST_CASE("flattening mixes by alpha and rounds to nearest") {
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        const double top = type == SampleType::u8 ? 255 : 65535;
        for (const ColorModel model : {ColorModel::rgba, ColorModel::gray_alpha}) {
            Image image = make_interleaved(61, 47, model, type);
            paint(image.planes[0], Pattern::noise);
            for (const Color color : {brick, slate}) {
                const auto result = flatten(image, color);
                REQUIRE(result);
                const bool gray = model == ColorModel::gray_alpha && color == slate;
                CHECK(result->model == (gray ? ColorModel::gray : ColorModel::rgb));
                const int beneath[] = {color.red, color.green, color.blue};
                const int alpha_channel = channel_count(model) - 1;
                for (int i = 0; i < 61 * 47; ++i) {
                    const int x = i % 61;
                    const int y = i / 61;
                    const double alpha = sample(image.planes[0], x, y, alpha_channel) / top;
                    for (int c = 0; c < result->planes[0].channels(); ++c) {
                        const double over =
                            sample(image.planes[0], x, y, model == ColorModel::rgba ? c : 0);
                        const double exact = over * alpha + beneath[c] * top / 255 * (1 - alpha);
                        REQUIRE(std::abs(sample(result->planes[0], x, y, c) - exact) < 0.5001);
                    }
                }
            }
        }
    }
    CHECK_FALSE(flatten(painted(4, 4, 3, SampleType::u8, Pattern::noise), slate));
}
