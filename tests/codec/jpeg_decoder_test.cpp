#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

constexpr std::array<Size, 9> sizes{
    {{1, 1}, {2, 3}, {7, 5}, {16, 16}, {17, 33}, {33, 17}, {1, 65}, {65, 1}, {48, 40}}};
constexpr std::array<ChromaFactors, 4> samplings{{{1, 1}, {2, 1}, {1, 2}, {2, 2}}};

/// The chroma sample for luma position `at`: planes are stored at the luma's size or at half.
int chroma_at(int at, int luma_side, int chroma_side) {
    return chroma_side == luma_side ? at : at / 2;
}

/// How many samples of our planes differ from libjpeg's own full-size Y'CbCr.
int count_differences(const Image& planes, const Image& reference) {
    const Plane& luma = planes.planes[0];
    const Plane& whole = reference.planes[0];
    REQUIRE(luma.width() == whole.width());
    REQUIRE(luma.height() == whole.height());
    int differences = 0;
    for (int y = 0; y < whole.height(); ++y) {
        for (int x = 0; x < whole.width(); ++x) {
            differences += sample(luma, x, y) != sample(whole, x, y, 0);
            for (const int c : {1, 2}) {
                const Plane& chroma = planes.planes[static_cast<std::size_t>(c)];
                const int cx = chroma_at(x, luma.width(), chroma.width());
                const int cy = chroma_at(y, luma.height(), chroma.height());
                differences += sample(chroma, cx, cy) != sample(whole, x, y, c);
            }
        }
    }
    return differences;
}

/// Our own decoder does not copy what libjpeg does to coarse chroma at reduced scales.
ReadResult read_by_libjpeg(ByteView file, const DecodeRequest& request) {
    return read(file, FailOn::warning, request, JpegDecoder::libjpeg_turbo);
}

/// The JFIF conversion in real numbers, rounded.
int to_rgb(const Image& planes, int x, int y, int c) {
    const auto at = [&](std::size_t plane) {
        const Plane& p = planes.planes[plane];
        return static_cast<double>(sample(p, chroma_at(x, planes.width(), p.width()),
                                          chroma_at(y, planes.height(), p.height())));
    };
    const std::array<double, 3> rgb{at(0) + 1.402 * (at(2) - 128),
                                    at(0) - 0.344136286 * (at(1) - 128) -
                                        0.714136286 * (at(2) - 128),
                                    at(0) + 1.772 * (at(1) - 128)};
    return static_cast<int>(std::clamp(std::round(rgb[static_cast<std::size_t>(c)]), 0.0, 255.0));
}

} // namespace

TEST_CASE("planes are libjpeg's own samples, for all samplings, sizes, scales and codings") {
    for (const Size& size : sizes) {
        const int width = size.width;
        const int height = size.height;
        for (const auto& chroma : samplings) {
            for (const bool progressive : {false, true}) {
                const Bytes file = make_jpeg({.width = width,
                                              .height = height,
                                              .luma_x = chroma.x,
                                              .luma_y = chroma.y,
                                              .progressive = progressive});
                for (const int scale : {8, 4, 2, 1}) {
                    CAPTURE(width);
                    CAPTURE(height);
                    CAPTURE(chroma.x);
                    CAPTURE(chroma.y);
                    CAPTURE(scale);
                    const auto result =
                        read_by_libjpeg(file, {.scale_eighths = scale, .ycbcr = true});
                    REQUIRE(result.outcome == OutcomeClass::ok);
                    CHECK(result.info.size == Size{width, height});
                    CHECK(result.info.chroma_x == chroma.x);
                    CHECK(result.info.chroma_y == chroma.y);
                    CHECK(result.info.progressive == progressive);
                    CHECK(result.info.ycbcr_planes);
                    const Image& image = result.decoded.image;
                    REQUIRE(image.model == ColorModel::ycbcr);
                    CHECK(count_differences(image, decode_reference(file, Reference::ycc, scale)) ==
                          0);
                }
            }
        }
    }
}

TEST_CASE("factors that could be shortened are read as what they come to") {
    const Bytes file = make_jpeg(
        {.width = 33, .height = 19, .luma_x = 2, .luma_y = 2, .chroma_x = 2, .chroma_y = 1});
    for (const int scale : {8, 4, 2, 1}) {
        const auto result = read_by_libjpeg(file, {.scale_eighths = scale, .ycbcr = true});
        REQUIRE(result.outcome == OutcomeClass::ok);
        CHECK(result.info.chroma_x == 1);
        CHECK(result.info.chroma_y == 2);
        REQUIRE(result.decoded.image.model == ColorModel::ycbcr);
        CHECK(count_differences(result.decoded.image,
                                decode_reference(file, Reference::ycc, scale)) == 0);
    }
}

TEST_CASE("a scale that libjpeg would take but we do not is our own mistake") {
    for (const int scale : {0, 7, 9, 16}) {
        CHECK(read(make_jpeg({}), FailOn::error, {.scale_eighths = scale}).outcome ==
              OutcomeClass::internal);
    }
}

TEST_CASE("extents are exact fractions of the true size at every scale") {
    for (const auto& chroma : samplings) {
        const Bytes file =
            make_jpeg({.width = 101, .height = 67, .luma_x = chroma.x, .luma_y = chroma.y});
        for (const int scale : {8, 4, 2, 1}) {
            CAPTURE(chroma.x);
            CAPTURE(chroma.y);
            CAPTURE(scale);
            const auto result = read(file, FailOn::error, {.scale_eighths = scale, .ycbcr = true});
            REQUIRE(result.outcome == OutcomeClass::ok);
            const auto& planes = result.decoded.image.planes;
            CHECK(planes[0].extent_x == Ratio(101 * scale, 8));
            CHECK(planes[0].extent_y == Ratio(67 * scale, 8));
            for (const auto& plane : planes) {
                // A side is its extent rounded up, whatever block size libjpeg took.
                CHECK(plane.width() == std::ceil(plane.extent_x.value()));
                CHECK(plane.height() == std::ceil(plane.extent_y.value()));
            }
            const Ratio ratio_x = planes[0].extent_x / planes[1].extent_x;
            CHECK((ratio_x == Ratio(chroma.x) || ratio_x == Ratio(1)));
            CHECK(planes[1].extent_x == planes[2].extent_x);
        }
    }
}

TEST_CASE("chroma that libjpeg decodes larger than asked says so in its extent") {
    const Bytes file = make_jpeg({.width = 101, .height = 67, .luma_x = 2, .luma_y = 2});
    const auto result = read_by_libjpeg(file, {.scale_eighths = 4, .ycbcr = true});
    REQUIRE(result.outcome == OutcomeClass::ok);
    const auto& planes = result.decoded.image.planes;
    CHECK(planes[0].width() == 51);
    CHECK(planes[1].width() == 51);
    CHECK(planes[1].extent_x == Ratio(101, 2));
    CHECK(planes[1].extent_y == Ratio(67, 2));
}

TEST_CASE("planes converted by hand are libjpeg's RGB, give or take its table rounding") {
    const Bytes file = make_jpeg({.width = 33, .height = 21, .luma_x = 2});
    const auto result = read(file, FailOn::error, {.ycbcr = true});
    REQUIRE(result.outcome == OutcomeClass::ok);
    const Image reference = decode_reference(file, Reference::rgb);
    int worst = 0;
    for (int y = 0; y < 21; ++y) {
        for (int x = 0; x < 33; ++x) {
            for (int c = 0; c < 3; ++c) {
                worst = std::max(worst, std::abs(to_rgb(result.decoded.image, x, y, c) -
                                                 sample(reference.planes[0], x, y, c)));
            }
        }
    }
    CHECK(worst <= 1);
}

TEST_CASE("grey stays grey, also where planes were asked for") {
    const Bytes file = make_jpeg({.width = 13, .height = 9, .space = JpegSpace::gray});
    for (const bool ycbcr : {false, true}) {
        const auto result = read(file, FailOn::warning, {.ycbcr = ycbcr});
        REQUIRE(result.outcome == OutcomeClass::ok);
        CHECK(result.info.model == ColorModel::gray);
        CHECK_FALSE(result.info.ycbcr_planes);
        REQUIRE(result.decoded.image.model == ColorModel::gray);
        for (int x = 0; x < 13; ++x) {
            CHECK(std::abs(sample(result.decoded.image.planes[0], x, 4) - pattern(x, 4, 0)) < 12);
        }
    }
}

TEST_CASE("grey shrinks with exact extents, whatever factors it names") {
    const Bytes file =
        make_jpeg({.width = 13, .height = 9, .space = JpegSpace::gray, .luma_x = 2, .luma_y = 2});
    const auto result = read(file, FailOn::warning, {.scale_eighths = 2});
    REQUIRE(result.outcome == OutcomeClass::ok);
    const Plane& plane = result.decoded.image.planes[0];
    CHECK(plane.width() == 4);
    CHECK(plane.height() == 3);
    CHECK(plane.extent_x == Ratio(13, 4));
    CHECK(plane.extent_y == Ratio(9, 4));
}

TEST_CASE("a JPEG that stores RGB is read as RGB") {
    const Bytes file = make_jpeg({.space = JpegSpace::rgb, .quality = 100});
    const auto result = read(file, FailOn::warning, {.ycbcr = true});
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK_FALSE(result.info.ycbcr_planes);
    REQUIRE(result.decoded.image.model == ColorModel::rgb);
    CHECK(max_difference(result.decoded.image, make_picture(32, 24, ColorModel::rgb)) < 8);
}

TEST_CASE("Y'CbCr becomes RGB where planes were not asked for") {
    const Bytes file = make_jpeg({.quality = 100});
    const auto result = read(file);
    REQUIRE(result.outcome == OutcomeClass::ok);
    REQUIRE(result.decoded.image.model == ColorModel::rgb);
    CHECK(max_difference(result.decoded.image, decode_reference(file, Reference::rgb)) == 0);
}

TEST_CASE("a sampling that planes cannot show is read as RGB") {
    const Bytes file = make_jpeg({.width = 40, .height = 16, .luma_x = 4});
    const auto result = read(file, FailOn::warning, {.ycbcr = true});
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK_FALSE(result.info.ycbcr_planes);
    CHECK(result.info.chroma_x == 4);
    CHECK(result.decoded.image.model == ColorModel::rgb);
}

TEST_CASE("CMYK has 0 for no ink, with Adobe's inversion and without") {
    // 10 % cyan, 80 % magenta, no yellow, 40 % black.
    const Bytes inks = bytes({26, 204, 0, 102});
    const Bytes inverted = bytes({229, 51, 255, 153});
    for (const auto space : {JpegSpace::cmyk, JpegSpace::ycck}) {
        for (const bool adobe : {true, false}) {
            if (space == JpegSpace::ycck && !adobe) {
                continue; // without the marker nothing says that it is YCCK
            }
            const Bytes file = make_jpeg({.width = 9,
                                          .height = 9,
                                          .space = space,
                                          .quality = 100,
                                          .adobe = adobe,
                                          .flat = adobe ? inverted : inks});
            const auto result = read(file, FailOn::warning, {.ycbcr = true});
            REQUIRE(result.outcome == OutcomeClass::ok);
            REQUIRE(result.decoded.image.model == ColorModel::cmyk);
            for (int c = 0; c < 4; ++c) {
                const int ink = std::to_integer<int>(inks[static_cast<std::size_t>(c)]);
                CHECK(std::abs(sample(result.decoded.image.planes[0], 4, 4, c) - ink) <= 2);
            }
        }
    }
}

TEST_CASE("arithmetic coding and restart markers are read like any other") {
    const Bytes plain = make_jpeg({.width = 70, .height = 50});
    const auto expected = read(plain);
    for (const Bytes& file : {make_jpeg({.width = 70, .height = 50, .arithmetic = true}),
                              make_jpeg({.width = 70, .height = 50, .restart_rows = 1})}) {
        const auto result = read(file, FailOn::warning);
        REQUIRE(result.outcome == OutcomeClass::ok);
        CHECK(max_difference(result.decoded.image, expected.decoded.image) == 0);
    }
}

TEST_CASE("orientation is read from EXIF and broken EXIF does no harm") {
    for (const bool big_endian : {false, true}) {
        for (int value = 1; value <= 8; ++value) {
            Bytes exif = bytes({'E', 'x', 'i', 'f', 0, 0});
            append(exif, make_exif(value, big_endian));
            const auto info = probe(make_jpeg({.exif = exif}), {});
            REQUIRE(info);
            CHECK(info->orientation == static_cast<Orientation>(value));
            CHECK(info->size == Size{32, 24});
        }
    }
    for (const auto text : {"Exif\0\0"sv, "Exif\0\0II*\0\xff\xff\xff\xff"sv, "http://ns\0<x/>"sv}) {
        const auto info = probe(make_jpeg({.exif = to_bytes(text)}), {});
        REQUIRE(info);
        CHECK(info->orientation == Orientation::normal);
    }
}

TEST_CASE("a profile is put together from its markers") {
    for (const std::size_t size : {200UL, 65519UL, 65520UL, 200'000UL}) {
        const Bytes icc = make_profile(size);
        const auto info = probe(make_jpeg({.icc = icc}), {});
        REQUIRE(info);
        CHECK(info->icc == icc);
        CHECK(info->warnings.empty());
    }
}

TEST_CASE("a profile with a piece missing, doubled or misnumbered is left out") {
    const Bytes file = make_jpeg({.icc = make_profile(100'000)});
    const Bytes name = to_bytes("ICC_PROFILE\0"sv);
    const std::size_t first = offset_of(file, name);
    const std::size_t second = offset_of(file, name, first + 1);
    const auto check = [&](std::size_t at, int value) {
        Bytes broken = file;
        broken[at + name.size()] = static_cast<std::byte>(value);
        const auto info = probe(broken, {});
        REQUIRE(info);
        CHECK(info->icc.empty());
        CHECK(info->warnings.size() == 1);
    };
    check(second, 1);
    check(second, 3);
    check(first, 0);
    Bytes renamed = file;
    renamed[second] = std::byte{'X'};
    const auto info = probe(renamed, {});
    REQUIRE(info);
    CHECK(info->icc.empty());
    CHECK(info->warnings.size() == 1);
}
