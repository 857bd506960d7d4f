#include "image/geometry.h"

#include <doctest/doctest.h>

#include <iterator>
#include <string>

namespace imgbatch {
namespace {

/// One case of the table: the question in sharp's words, and what sharp made of it.
struct SharpCase {
    Size source;
    std::uint32_t width = 0;  ///< 0: free
    std::uint32_t height = 0; ///< 0: free
    Fit fit = Fit::inside;
    Gravity gravity = Gravity::centre;
    bool enlarge = false;
    bool only_enlarge = false;
    Size scaled;
    struct Corner {
        int x = 0;
        int y = 0;
    } crop;
    Size result;
    Corner padding;
};

constexpr SharpCase sharp_cases[] = {
#include "geometry_sharp_table.inc"
};

GeometryOptions box(std::uint32_t width, std::uint32_t height, Fit fit = Fit::inside) {
    SizeSpec size;
    if (width != 0) {
        size.width = width;
    }
    if (height != 0) {
        size.height = height;
    }
    GeometryOptions options;
    options.size = size;
    options.fit = fit;
    return options;
}

GeometryOptions percent(double value) {
    GeometryOptions options;
    options.size = SizeSpec{{}, {}, value};
    return options;
}

Size result_size(Size source, const GeometryOptions& options) {
    const auto geometry = plan_geometry(source, options);
    REQUIRE(geometry);
    return geometry->canvas;
}

/// What must hold for any geometry, so that resampling and padding can trust it.
void check_sound(const Geometry& g) {
    CHECK(g.scaled.width >= 1);
    CHECK(g.scaled.height >= 1);
    CHECK(g.crop.x >= 0);
    CHECK(g.crop.y >= 0);
    CHECK(g.crop.width >= 1);
    CHECK(g.crop.height >= 1);
    CHECK(g.crop.x + g.crop.width <= g.scaled.width);
    CHECK(g.crop.y + g.crop.height <= g.scaled.height);
    CHECK(g.canvas_x >= 0);
    CHECK(g.canvas_y >= 0);
    CHECK(g.canvas_x + g.crop.width <= g.canvas.width);
    CHECK(g.canvas_y + g.crop.height <= g.canvas.height);
}

} // namespace

TEST_CASE("sizes, crop windows and paddings are sharp's for the same words") {
    REQUIRE(std::size(sharp_cases) >= 400);
    for (const SharpCase& row : sharp_cases) {
        CAPTURE(std::to_string(row.source.width) + "x" + std::to_string(row.source.height) +
                " to " + std::to_string(row.width) + "x" + std::to_string(row.height));
        CAPTURE(static_cast<int>(row.fit));
        CAPTURE(static_cast<int>(row.gravity));
        CAPTURE(row.enlarge);
        CAPTURE(row.only_enlarge);
        GeometryOptions options = box(row.width, row.height, row.fit);
        options.gravity = row.gravity;
        options.enlarge = row.enlarge;
        options.only_enlarge = row.only_enlarge;
        const auto geometry = plan_geometry(row.source, options);
        REQUIRE(geometry);
        check_sound(*geometry);
        CHECK(geometry->scaled.width == row.scaled.width);
        CHECK(geometry->scaled.height == row.scaled.height);
        CHECK(geometry->crop.x == row.crop.x);
        CHECK(geometry->crop.y == row.crop.y);
        CHECK(geometry->canvas.width == row.result.width);
        CHECK(geometry->canvas.height == row.result.height);
        CHECK(geometry->canvas_x == row.padding.x);
        CHECK(geometry->canvas_y == row.padding.y);
        // Only cover cuts, only contain pads.
        CHECK((geometry->crop == Rect{0, 0, row.scaled.width, row.scaled.height} ||
               row.fit == Fit::cover));
        CHECK((geometry->canvas == Size{geometry->crop.width, geometry->crop.height} ||
               row.fit == Fit::contain));
    }
}

TEST_CASE("without a size the source keeps its own") {
    const auto geometry = plan_geometry({1234, 567}, GeometryOptions{});
    REQUIRE(geometry);
    CHECK(*geometry == Geometry{{1234, 567}, {0, 0, 1234, 567}, {1234, 567}, 0, 0});
}

TEST_CASE("nothing grows unless asked to") {
    for (const Fit fit : {Fit::inside, Fit::cover, Fit::fill, Fit::outside}) {
        CAPTURE(static_cast<int>(fit));
        CHECK(result_size({40, 30}, box(400, 300, fit)) == Size{40, 30});
    }
    const auto contained = plan_geometry({40, 30}, box(400, 300, Fit::contain));
    REQUIRE(contained);
    CHECK(*contained == Geometry{{40, 30}, {0, 0, 40, 30}, {400, 300}, 180, 135});
}

TEST_CASE("a percentage scales both sides and rounds to nearest") {
    CHECK(result_size({1000, 501}, percent(50)) == Size{500, 251});
    CHECK(result_size({1001, 667}, percent(33.3)) == Size{333, 222});
    CHECK(result_size({640, 480}, percent(100)) == Size{640, 480});
    CHECK(result_size({3, 100}, percent(12.5)) == Size{1, 13});
    CHECK(result_size({1, 1}, percent(0.0001)) == Size{1, 1});
}

TEST_CASE("a percentage over 100 enlarges by itself") {
    CHECK(result_size({100, 75}, percent(150)) == Size{150, 113});
}

TEST_CASE("a percentage is not led astray by fit and gravity") {
    GeometryOptions options = percent(25);
    for (const Fit fit : {Fit::inside, Fit::cover, Fit::contain, Fit::fill, Fit::outside}) {
        options.fit = fit;
        options.gravity = Gravity::south_east;
        CHECK(*plan_geometry({400, 200}, options) ==
              Geometry{{100, 50}, {0, 0, 100, 50}, {100, 50}, 0, 0});
    }
}

TEST_CASE("only_enlarge leaves larger sources alone, percentages included") {
    GeometryOptions options = percent(50);
    options.only_enlarge = true;
    CHECK(result_size({400, 200}, options) == Size{400, 200});
    options = box(100, 100);
    options.only_enlarge = true;
    CHECK(result_size({400, 200}, options) == Size{400, 200});
    CHECK(result_size({40, 20}, options) == Size{100, 50});
}

TEST_CASE("contain keeps a picture whole that is larger than its box and must not shrink") {
    GeometryOptions options = box(500, 500, Fit::contain);
    options.only_enlarge = true;
    // sharp gives the same sizes, but moves the picture 250 px out of its canvas to the left.
    CHECK(*plan_geometry({1000, 100}, options) ==
          Geometry{{1000, 100}, {0, 0, 1000, 100}, {1000, 500}, 0, 200});
    options.gravity = Gravity::south_east;
    CHECK(*plan_geometry({1000, 100}, options) ==
          Geometry{{1000, 100}, {0, 0, 1000, 100}, {1000, 500}, 0, 400});
    CHECK(*plan_geometry({1000, 900}, options) ==
          Geometry{{1000, 900}, {0, 0, 1000, 900}, {1000, 900}, 0, 0});
}

TEST_CASE("the longest side that a result may have is 65,535") {
    GeometryOptions options = box(65'535, 10, Fit::fill);
    options.enlarge = true;
    CHECK(result_size({100, 100}, options) == Size{65'535, 10});
    options.size->width = 65'536;
    const auto too_wide = plan_geometry({100, 100}, options);
    REQUIRE_FALSE(too_wide);
    CHECK(too_wide.error().code == OutcomeClass::limit);
    CHECK(too_wide.error().message.find("65536x10") != std::string::npos);
    CHECK(too_wide.error().message.find("65,535") != std::string::npos);
    CHECK_FALSE(plan_geometry({70'000, 10}, GeometryOptions{}));
    CHECK_FALSE(plan_geometry({1000, 1000}, percent(1e300)));
}

TEST_CASE("a cut or a reduction brings an oversized source within the limit") {
    CHECK(result_size({200'000, 2'000}, box(800, 1'000, Fit::cover)) == Size{800, 1'000});
    CHECK(result_size({200'000, 2'000}, box(1'000, 0)) == Size{1'000, 10});
}

TEST_CASE("extreme shapes never overflow") {
    for (const Fit fit : {Fit::inside, Fit::cover, Fit::contain, Fit::fill, Fit::outside}) {
        for (const Size source : {Size{1, 2'147'483'647}, Size{2'147'483'647, 1}, Size{1, 1},
                                  Size{65'535, 1}, Size{2'147'483'647, 2'147'483'647}}) {
            for (const auto& [width, height] : {std::pair{65'535U, 65'535U},
                                                {1U, 1U},
                                                {4'294'967'295U, 4'294'967'295U},
                                                {65'535U, 0U},
                                                {0U, 65'535U}}) {
                for (const bool enlarge : {false, true}) {
                    GeometryOptions options = box(width, height, fit);
                    options.enlarge = enlarge;
                    const auto geometry = plan_geometry(source, options);
                    if (geometry) {
                        check_sound(*geometry);
                        CHECK(geometry->canvas.width <= 65'535);
                        CHECK(geometry->canvas.height <= 65'535);
                    } else {
                        CHECK(geometry.error().code == OutcomeClass::limit);
                    }
                }
            }
        }
    }
}

} // namespace imgbatch
