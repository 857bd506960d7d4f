#include "codec/support/exact_jpeg.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <utility>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// Files of every common sampling, of odd sizes, baseline and progressive.
std::vector<Bytes> files() {
    std::vector<Bytes> made;
    for (const auto& [x, y] : {std::pair{1, 1}, {2, 1}, {1, 2}, {2, 2}}) {
        for (const bool progressive : {false, true}) {
            for (const JpegContent content : {JpegContent::pattern, JpegContent::extremes}) {
                made.push_back(make_jpeg({.width = 53,
                                          .height = 37,
                                          .luma_x = x,
                                          .luma_y = y,
                                          .progressive = progressive,
                                          .content = content}));
            }
        }
    }
    made.push_back(make_jpeg({.width = 41, .height = 19, .space = JpegSpace::gray}));
    return made;
}

} // namespace

TEST_CASE("exact arithmetic and libjpeg's are one apart at most where both transform in full") {
    for (const Bytes& file : files()) {
        const auto exact = read_exact_jpeg(file);
        const auto libjpeg = read_libjpeg_planes(file, 8);
        REQUIRE(exact);
        REQUIRE(libjpeg);
        CHECK(exact->warnings == 0);
        CHECK(libjpeg->warnings == 0);
        CHECK(max_difference(exact_planes(*exact, 8), libjpeg->image) <= 1);
    }
}

TEST_CASE("constant coefficients give what libjpeg gives at 1/8") {
    for (const Bytes& file : files()) {
        const auto exact = read_exact_jpeg(file);
        const auto libjpeg = read_libjpeg_planes(file, 1);
        REQUIRE(exact);
        REQUIRE(libjpeg);
        const Image constants = constant_planes(*exact);
        for (std::size_t p = 0; p < constants.planes.size(); ++p) {
            const Plane& wanted = libjpeg->image.planes[p];
            const Plane& got = constants.planes[p];
            if (wanted.width() == 0) {
                continue; // chroma that libjpeg enlarges
            }
            REQUIRE(got.width() == wanted.width());
            REQUIRE(got.height() == wanted.height());
            for (int y = 0; y < got.height(); ++y) {
                for (int x = 0; x < got.width(); ++x) {
                    CHECK(sample(got, x, y) == sample(wanted, x, y));
                }
            }
        }
    }
}

TEST_CASE("one coefficient gives the wave that it stands for, at every scale") {
    // Steps of quality 100 are 1. A wave across: 102 cos((2x + 1) pi / 2N) / 8, times sqrt(2).
    constexpr std::array<int, 9> at_left{0, 0, 141, 144, 145, 145, 145, 0, 146};
    const Bytes file = recode_jpeg(make_jpeg({.width = 8, .height = 8, .quality = 100}), {},
                                   [](int, int, int, std::span<short> block) {
                                       std::ranges::fill(block, short{0});
                                       block[1] = 102;
                                   });
    const auto exact = read_exact_jpeg(file);
    REQUIRE(exact);
    for (const int scale : {2, 3, 4, 5, 6, 8}) {
        CAPTURE(scale);
        const Plane plane = std::move(exact_planes(*exact, scale).planes[0]);
        CHECK(plane.width() == scale);
        CHECK(sample(plane, 0, 0) == at_left[static_cast<std::size_t>(scale)]);
        CHECK(sample(plane, 0, scale - 1) == at_left[static_cast<std::size_t>(scale)]);
        CHECK(sample(plane, scale - 1, 0) == 256 - at_left[static_cast<std::size_t>(scale)]);
    }
}

TEST_CASE("a file that libjpeg refuses has no coefficients, and a damaged one warnings") {
    const Bytes file = make_jpeg({.width = 64, .height = 64});
    CHECK_FALSE(read_exact_jpeg(ByteView(file).first(100)));
    const auto cut = read_exact_jpeg(ByteView(file).first(file.size() - 40));
    REQUIRE(cut);
    CHECK(cut->warnings > 0);
}
