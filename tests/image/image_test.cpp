#include "image/image.h"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace imgbatch {
namespace {

/// Fills every row, without its padding, with bytes that depend on where they are.
void fill_pattern(Plane& plane, int seed) {
    const int row_bytes = plane.width() * plane.channels() * bytes_per_sample(plane.type());
    for (int y = 0; y < plane.height(); ++y) {
        for (int x = 0; x < row_bytes; ++x) {
            plane.row(y)[x] = static_cast<std::byte>((x * 7 + y * 31 + seed) & 255);
        }
    }
}

bool same_samples(const Plane& a, const Plane& b) {
    const int row_bytes = a.width() * a.channels() * bytes_per_sample(a.type());
    for (int y = 0; y < a.height(); ++y) {
        if (std::memcmp(a.row(y), b.row(y), static_cast<std::size_t>(row_bytes)) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace

TEST_CASE("models know their channels and their alpha") {
    const std::array<std::pair<ColorModel, int>, 6> expected{{{ColorModel::gray, 1},
                                                              {ColorModel::gray_alpha, 2},
                                                              {ColorModel::rgb, 3},
                                                              {ColorModel::rgba, 4},
                                                              {ColorModel::cmyk, 4},
                                                              {ColorModel::ycbcr, 3}}};
    for (const auto& [model, channels] : expected) {
        CHECK(channel_count(model) == channels);
        CHECK(has_alpha(model) == (model == ColorModel::gray_alpha || model == ColorModel::rgba));
    }
}

TEST_CASE("rows of a plane start aligned, do not overlap and are followed by readable bytes") {
    for (const int width : {1, 15, 64, 65, 333}) {
        for (const int channels : {1, 3, 4}) {
            for (const SampleType type : {SampleType::u8, SampleType::u16}) {
                Plane plane(width, 5, channels, type);
                CHECK(plane.stride() % 64 == 0);
                CHECK(plane.stride() >= width * channels * bytes_per_sample(type));
                for (int y = 0; y < 5; ++y) {
                    CHECK(reinterpret_cast<std::uintptr_t>(plane.row(y)) % 64 == 0);
                    CHECK(plane.row(y) == plane.row(0) + y * plane.stride());
                }
                CHECK(plane.size_bytes() == static_cast<std::size_t>(plane.stride() * 5));
                fill_pattern(plane, 3);
                // The address sanitizer sees a padding that is too short.
                std::memset(plane.row(4) + plane.stride(), 0, 64);
                CHECK(plane.extent_x == Ratio(width));
                CHECK(plane.extent_y == Ratio(5));
            }
        }
    }
}

TEST_CASE("a view and a span show the plane itself") {
    Plane plane(10, 4, 3, SampleType::u8);
    plane.fill_zero();
    const PlaneSpan span = plane.span();
    span.data[2 * span.stride + 5] = std::byte{77};
    const PlaneView view = plane.view();
    CHECK(view.data[2 * view.stride + 5] == std::byte{77});
    CHECK(view.data == plane.row(0));
    CHECK(view.width == 10);
    CHECK(view.height == 4);
    CHECK(view.channels == 3);
    CHECK(view.type == SampleType::u8);
    const PlaneView converted = span;
    CHECK(converted.data == view.data);
    CHECK(converted.stride == view.stride);
}

TEST_CASE("a plane's memory is its rows and the slack that was asked for") {
    Plane plane(70, 5, 3, SampleType::u8, 1000);
    CHECK(static_cast<std::size_t>(plane.stride()) == plane_stride(210));
    CHECK(plane.memory().size() == plane.size_bytes() + 1000);
    CHECK(plane.memory().data() == plane.row(0));
    std::memset(plane.memory().data(), 1, plane.memory().size());
    constexpr auto half = std::numeric_limits<std::size_t>::max() / 2;
    CHECK_THROWS_AS(Plane(1, 1, 1, SampleType::u8, half), std::bad_alloc);
    CHECK_THROWS_AS(Plane(1, 1, 1, SampleType::u8, half * 2), std::bad_alloc);
}

TEST_CASE("fill_zero leaves no sample untouched") {
    Plane plane(37, 9, 2, SampleType::u16);
    fill_pattern(plane, 1);
    plane.fill_zero();
    for (std::size_t i = 0; i < plane.size_bytes(); ++i) {
        REQUIRE(plane.row(0)[i] == std::byte{0});
    }
}

TEST_CASE("an interleaved image is one plane of the model's channels") {
    for (const ColorModel model : {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb,
                                   ColorModel::rgba, ColorModel::cmyk}) {
        const Image image = make_interleaved(6, 4, model, SampleType::u16);
        CHECK(image.model == model);
        REQUIRE(image.planes.size() == 1);
        CHECK(image.width() == 6);
        CHECK(image.height() == 4);
        CHECK(image.type() == SampleType::u16);
        CHECK(image.planes[0].channels() == channel_count(model));
        CHECK(image.size_bytes() == image.planes[0].size_bytes());
    }
}

TEST_CASE("chroma planes round up, and their extents say what they cover") {
    const Image image = make_ycbcr(7, 5, 2, 2);
    CHECK(image.model == ColorModel::ycbcr);
    REQUIRE(image.planes.size() == 3);
    CHECK(image.width() == 7);
    CHECK(image.height() == 5);
    CHECK(image.planes[0].extent_x == Ratio(7));
    for (const std::size_t i : {1U, 2U}) {
        CHECK(image.planes[i].width() == 4);
        CHECK(image.planes[i].height() == 3);
        CHECK(image.planes[i].extent_x == Ratio(7, 2));
        CHECK(image.planes[i].extent_y == Ratio(5, 2));
        CHECK(image.planes[i].channels() == 1);
        CHECK(image.planes[i].type() == SampleType::u8);
    }
    const Image full = make_ycbcr(7, 5, 1, 1);
    CHECK(full.planes[1].width() == 7);
    CHECK(full.planes[2].extent_y == Ratio(5));
    const Image half = make_ycbcr(7, 5, 2, 1);
    CHECK(half.planes[1].width() == 4);
    CHECK(half.planes[1].height() == 5);
    CHECK(image.size_bytes() == image.planes[0].size_bytes() + image.planes[1].size_bytes() +
                                    image.planes[2].size_bytes());
}

TEST_CASE("a clone has the same samples in memory of its own") {
    Image image = make_ycbcr(131, 17, 2, 2);
    for (std::size_t i = 0; i < 3; ++i) {
        fill_pattern(image.planes[i], static_cast<int>(i));
    }
    image.planes[0].extent_x = Ratio(261, 2);
    const Image copy = image.clone();
    CHECK(copy.model == image.model);
    REQUIRE(copy.planes.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(copy.planes[i].row(0) != image.planes[i].row(0));
        CHECK(same_samples(copy.planes[i], image.planes[i]));
        CHECK(copy.planes[i].extent_x == image.planes[i].extent_x);
        CHECK(copy.planes[i].extent_y == image.planes[i].extent_y);
    }
    image.planes[1].row(3)[0] ^= std::byte{255};
    CHECK_FALSE(same_samples(copy.planes[1], image.planes[1]));
}

TEST_CASE("moving an image moves its memory") {
    Image image = make_interleaved(20, 20, ColorModel::rgb, SampleType::u8);
    const std::byte* data = image.planes[0].row(0);
    const Image moved = std::move(image);
    CHECK(moved.planes[0].row(0) == data);
}

TEST_CASE("a plane too large for any memory throws and does not wrap around") {
    CHECK_THROWS_AS(Plane(2'147'483'647, 2'147'483'647, 4, SampleType::u16), std::bad_alloc);
    // 2^34 bytes of stride times 2^30 rows is 0 modulo 2^64.
    CHECK_THROWS_AS(Plane(2'147'483'647, 1 << 30, 4, SampleType::u16), std::bad_alloc);
}

} // namespace imgbatch
