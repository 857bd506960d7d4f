#include "support/strip_collector.h"

#include <doctest/doctest.h>

#include <cstring>

namespace imgbatch::test {
namespace {

constexpr std::byte fill{0x55};
constexpr std::byte written{7};

/// Two planes more of half the size where there is colour.
PictureLayout layout_of_size(int width, int height, bool color = false) {
    PictureLayout layout;
    layout.model = color ? ColorModel::ycbcr : ColorModel::gray;
    layout.planes.push_back({width, height, 1, {width, 1}, {height, 1}});
    for (int i = 0; color && i < 2; ++i) {
        layout.planes.push_back({(width + 1) / 2, (height + 1) / 2, 1, {width, 2}, {height, 2}});
    }
    return layout;
}

void write(const PlaneSpan& strip) {
    for (int y = 0; y < strip.height; ++y) {
        std::memset(strip.data + y * strip.stride, std::to_integer<int>(written),
                    static_cast<std::size_t>(strip.width));
    }
}

/// `rows` more of plane `plane`, written but not advanced.
void grow(StripCollector& sink, std::size_t plane, int rows) {
    write(sink.extend(plane, rows));
}

struct Begun {
    explicit Begun(const PictureLayout& layout) { REQUIRE(sink.begin(layout)); }
    StripCollector sink{fill};
};

} // namespace

TEST_CASE("strips that keep the contract become a picture without a complaint") {
    Begun begun(layout_of_size(5, 7, true));
    StripCollector& sink = begun.sink;
    grow(sink, 0, 4);
    grow(sink, 1, 4); // planes need not advance in step
    CHECK(sink.advance());
    grow(sink, 0, 3);
    CHECK(sink.advance());
    grow(sink, 2, 4);
    CHECK(sink.advance());
    CHECK(sink.complaint() == "");
    CHECK(sink.in_strips());
    CHECK(sink.tallest_strip() == 4);
    for (const Plane& plane : sink.picture().planes) {
        for (int y = 0; y < plane.height(); ++y) {
            for (int x = 0; x < plane.width(); ++x) {
                CHECK(plane.row(y)[x] == written);
            }
        }
    }
}

TEST_CASE("samples that nobody writes stay as they were filled") {
    Begun begun(layout_of_size(3, 2));
    const PlaneSpan strip = begun.sink.extend(0, 2);
    strip.data[strip.stride + 2] = written;
    CHECK(begun.sink.advance());
    CHECK(begun.sink.complaint() == "");
    CHECK(begun.sink.picture().planes[0].row(1)[2] == written);
    CHECK(begun.sink.picture().planes[0].row(0)[0] == fill);
    CHECK(begun.sink.picture().planes[0].row(1)[1] == fill);
}

TEST_CASE("a picture in one piece is taken as it is, also after a beginning in strips") {
    Begun begun(layout_of_size(4, 4));
    grow(begun.sink, 0, 1);
    CHECK(begun.sink.take(make_interleaved(2, 3, ColorModel::rgb, SampleType::u8)));
    CHECK_FALSE(begun.sink.in_strips());
    CHECK(begun.sink.picture().planes[0].height() == 3);
    CHECK(begun.sink.complaint() == "");
}

TEST_CASE("a second beginning voids the rows of the first") {
    Begun begun(layout_of_size(4, 4));
    grow(begun.sink, 0, 3);
    CHECK(begun.sink.advance());
    grow(begun.sink, 0, 1);
    REQUIRE(begun.sink.begin(layout_of_size(2, 2)));
    grow(begun.sink, 0, 2);
    CHECK(begun.sink.advance());
    CHECK(begun.sink.complaint() == "");
    CHECK(begun.sink.tallest_strip() == 2);
}

TEST_CASE("rows that are missing at the end are told") {
    Begun begun(layout_of_size(4, 4, true));
    grow(begun.sink, 0, 4);
    grow(begun.sink, 1, 2);
    CHECK(begun.sink.advance());
    CHECK(begun.sink.complaint() == "plane 2 has 0 of 2 rows");
    grow(begun.sink, 2, 2);
    CHECK(begun.sink.complaint() == "rows that were asked for and never advanced");
    CHECK(begun.sink.advance());
    CHECK(begun.sink.complaint() == "");
}

TEST_CASE("breaches of the contract are told, the first one, whatever follows") {
    Begun begun(layout_of_size(4, 4));
    StripCollector& sink = begun.sink;
    std::string wanted;
    SUBCASE("a plane that there is not") {
        CHECK(sink.extend(1, 1).height == 0);
        wanted = "a strip of plane 1, which there is not";
    }
    SUBCASE("more rows than the picture has") {
        grow(sink, 0, 3);
        CHECK(sink.advance());
        grow(sink, 0, 2);
        wanted = "a strip of 2 rows below 3 of 4";
    }
    SUBCASE("no rows") {
        sink.extend(0, 0);
        wanted = "a strip of 0 rows below 0 of 4";
    }
    SUBCASE("two strips of one plane at once") {
        grow(sink, 0, 1);
        grow(sink, 0, 1);
        wanted = "two strips of one plane between two advances";
    }
    SUBCASE("an advance of nothing") {
        CHECK(sink.advance());
        wanted = "an advance without a strip";
    }
    CHECK(sink.complaint() == wanted);
    (void)sink.advance();
    grow(sink, 0, 1);
    (void)sink.advance();
    CHECK(sink.complaint() == wanted);
}

TEST_CASE("layouts that no picture has are told and refused") {
    PictureLayout layout = layout_of_size(4, 4, true);
    SUBCASE("a plane too few") {
        layout.planes.pop_back();
    }
    SUBCASE("a plane too many") {
        layout.model = ColorModel::gray;
    }
    SUBCASE("a plane without rows") {
        layout.planes[1].height = 0;
    }
    SUBCASE("an extent beyond the plane") {
        layout.planes[0].extent_x = {9, 2};
    }
    SUBCASE("an extent that a plane of fewer samples would hold") {
        layout.planes[0].extent_y = {3, 1};
    }
    StripCollector sink(fill);
    CHECK_FALSE(sink.begin(layout));
    CHECK(sink.complaint() != "");
}

} // namespace imgbatch::test
