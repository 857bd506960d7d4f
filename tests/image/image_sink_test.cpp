#include "image/image_sink.h"

#include <doctest/doctest.h>

#include <cstring>
#include <utility>

namespace imgbatch {
namespace {

/// Luma of 10 x 7 and chroma of half of it each way.
PictureLayout layout_of_planes() {
    PictureLayout layout;
    layout.model = ColorModel::ycbcr;
    layout.planes = {{10, 7, 1, Ratio(10), Ratio(7)},
                     {5, 4, 1, Ratio(5), Ratio(7, 2)},
                     {5, 4, 1, Ratio(5), Ratio(7, 2)}};
    return layout;
}

/// Asks for `rows` rows and fills them with their numbers from `first` on.
void write_rows(PictureSink& sink, std::size_t plane, int first, int rows) {
    const PlaneSpan strip = sink.extend(plane, rows);
    REQUIRE(strip.height == rows);
    for (int y = 0; y < rows; ++y) {
        std::memset(strip.data + y * strip.stride, first + y,
                    static_cast<std::size_t>(strip.width));
    }
}

} // namespace

TEST_CASE("strips of any height, in planes that are not in step, become the picture") {
    PlaneStore store;
    ImageSink sink(store);
    REQUIRE(sink.begin(layout_of_planes()));
    write_rows(sink, 0, 0, 2);
    write_rows(sink, 1, 0, 1);
    REQUIRE(sink.advance());
    write_rows(sink, 2, 0, 4);
    write_rows(sink, 0, 2, 5);
    REQUIRE(sink.advance());
    write_rows(sink, 1, 1, 3);
    REQUIRE(sink.advance());
    const auto image = sink.finish();
    REQUIRE(image);
    CHECK(image->model == ColorModel::ycbcr);
    REQUIRE(image->planes.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        const Plane& plane = image->planes[i];
        const PlaneLayout wanted = layout_of_planes().planes[i];
        CHECK(plane.extent_x == wanted.extent_x);
        CHECK(plane.extent_y == wanted.extent_y);
        REQUIRE(plane.width() == wanted.width);
        REQUIRE(plane.height() == wanted.height);
        for (int y = 0; y < plane.height(); ++y) {
            CHECK(std::to_integer<int>(plane.row(y)[plane.width() - 1]) == y);
        }
    }
}

TEST_CASE("a picture that begins anew, with other sides, makes the first attempt void") {
    PlaneStore store;
    ImageSink sink(store);
    REQUIRE(sink.begin(layout_of_planes()));
    write_rows(sink, 0, 0, 7);
    REQUIRE(sink.advance());
    PictureLayout gray;
    gray.model = ColorModel::gray;
    gray.planes = {{3, 2, 1, Ratio(3), Ratio(2)}};
    REQUIRE(sink.begin(gray));
    write_rows(sink, 0, 40, 2);
    REQUIRE(sink.advance());
    const auto image = sink.finish();
    REQUIRE(image);
    CHECK(image->planes.size() == 1);
    CHECK(image->width() == 3);
    CHECK(std::to_integer<int>(image->planes[0].row(1)[0]) == 41);
}

TEST_CASE("a picture in one piece is handed on as it is") {
    PlaneStore store;
    ImageSink sink(store);
    Image picture = make_ycbcr(8, 8, 2, 2);
    const std::byte* memory = picture.planes[0].row(0);
    REQUIRE(sink.take(std::move(picture)));
    const auto image = sink.finish();
    REQUIRE(image);
    CHECK(image->planes[0].row(0) == memory);
}

TEST_CASE("a picture that lacks rows, or never came, is an error, and its memory stays in hand") {
    PlaneStore store;
    ImageSink sink(store);
    CHECK(sink.finish().error().code == OutcomeClass::internal);
    REQUIRE(sink.begin(layout_of_planes()));
    write_rows(sink, 0, 0, 7);
    write_rows(sink, 1, 0, 4);
    write_rows(sink, 2, 0, 3);
    REQUIRE(sink.advance());
    CHECK(store.kept_bytes() == 0);
    CHECK(sink.finish().error().code == OutcomeClass::internal);
    CHECK(store.kept_bytes() > 0);
    CHECK(sink.finish().error().code == OutcomeClass::internal);
}

} // namespace imgbatch
