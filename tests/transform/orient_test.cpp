#include "transform/orient.h"
#include "transform/reference.h"

#include <doctest/doctest.h>

#include <array>
#include <utility>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

struct Turn {
    Orientation orientation;
    std::vector<std::string> rows;
};

// What becomes of the stored picture ABC / DEF.
const std::array<Turn, 8> turns{{{Orientation::normal, {"ABC", "DEF"}},
                                 {Orientation::flip_horizontal, {"CBA", "FED"}},
                                 {Orientation::rotate_180, {"FED", "CBA"}},
                                 {Orientation::flip_vertical, {"DEF", "ABC"}},
                                 {Orientation::transpose, {"AD", "BE", "CF"}},
                                 {Orientation::rotate_90, {"DA", "EB", "FC"}},
                                 {Orientation::transverse, {"FC", "EB", "DA"}},
                                 {Orientation::rotate_270, {"CF", "BE", "AD"}}}};

/// Every sample tells its letter and its channel.
int value_of(char letter, int channel, SampleType type) {
    const int value = (letter - 'A') * 10 + channel;
    return type == SampleType::u8 ? value : value * 1000;
}

} // namespace

TEST_CASE("each orientation moves every pixel where EXIF says, for every model and type") {
    const std::string letters = "ABCDEF";
    for (const Turn& turn : turns) {
        for (const ColorModel model : {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb,
                                       ColorModel::rgba, ColorModel::cmyk}) {
            for (const SampleType type : {SampleType::u8, SampleType::u16}) {
                Image image = make_interleaved(3, 2, model, type);
                for (int i = 0; i < 6; ++i) {
                    for (int c = 0; c < channel_count(model); ++c) {
                        set_sample(image.planes[0], i % 3, i / 3, c,
                                   value_of(letters[static_cast<std::size_t>(i)], c, type));
                    }
                }
                const auto result = orient(std::move(image), turn.orientation);
                REQUIRE(result);
                CHECK(result->model == model);
                REQUIRE(result->height() == static_cast<int>(turn.rows.size()));
                REQUIRE(result->width() == static_cast<int>(turn.rows[0].size()));
                for (int y = 0; y < result->height(); ++y) {
                    for (int x = 0; x < result->width(); ++x) {
                        const char letter =
                            turn.rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
                        for (int c = 0; c < channel_count(model); ++c) {
                            CHECK(sample(result->planes[0], x, y, c) == value_of(letter, c, type));
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("all planes of a Y'CbCr picture turn, and their extents with them") {
    for (const Turn& turn : turns) {
        Image image = make_ycbcr(7, 4, 2, 1);
        for (Plane& plane : image.planes) {
            paint(plane, Pattern::noise);
        }
        const Image before = image.clone();
        const auto result = orient(std::move(image), turn.orientation);
        REQUIRE(result);
        const bool swapped = swaps_sides(turn.orientation);
        CHECK(result->planes[1].extent_x == (swapped ? Ratio(4) : Ratio(7, 2)));
        CHECK(result->planes[1].extent_y == (swapped ? Ratio(7, 2) : Ratio(4)));
        for (std::size_t i = 0; i < 3; ++i) {
            const Plane& plane = result->planes[i];
            const Size stored{before.planes[i].width(), before.planes[i].height()};
            for (int y = 0; y < plane.height(); ++y) {
                for (int x = 0; x < plane.width(); ++x) {
                    const Rect from = to_stored({x, y, 1, 1}, stored, turn.orientation);
                    REQUIRE(sample(plane, x, y, 0) == sample(before.planes[i], from.x, from.y, 0));
                }
            }
        }
    }
}

TEST_CASE("an upright picture is handed back without a copy") {
    Image image = painted(5, 4, 3, SampleType::u8, Pattern::noise);
    const std::byte* data = image.planes[0].row(0);
    const auto result = orient(std::move(image), Orientation::normal);
    REQUIRE(result);
    CHECK(result->planes[0].row(0) == data);
}

TEST_CASE("an orientation that does not exist is an error") {
    CHECK_FALSE(
        orient(painted(2, 2, 1, SampleType::u8, Pattern::noise), static_cast<Orientation>(9)));
}
