#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>

#include <array>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

constexpr std::array<Size, 8> sizes{
    {{1, 1}, {2, 3}, {7, 5}, {16, 16}, {17, 33}, {33, 17}, {1, 65}, {65, 1}}};
constexpr std::array<ChromaFactors, 4> samplings{{{1, 1}, {2, 1}, {1, 2}, {2, 2}}};

Bytes encode_ok(const Image& image, const EncodeOptions& options, ByteView icc = {}) {
    auto file = encode(image, icc, ImageFormat::jpeg, options);
    REQUIRE(file);
    return *std::move(file);
}

} // namespace

TEST_CASE("planes survive encoding and decoding with their sampling") {
    for (const Size& size : sizes) {
        const int width = size.width;
        const int height = size.height;
        for (const auto& chroma : samplings) {
            CAPTURE(width);
            CAPTURE(height);
            CAPTURE(chroma.x);
            CAPTURE(chroma.y);
            const Image planes = make_planes(width, height, chroma.x, chroma.y);
            const Bytes file = encode_ok(planes, {.jpeg_quality = 100});
            const auto result = read(file, FailOn::warning, {.ycbcr = true});
            REQUIRE(result.outcome == OutcomeClass::ok);
            CHECK(max_difference(result.decoded.image, planes) <= 3);
            if (width > 1 && height > 1) {
                CHECK(result.info.chroma_x == chroma.x);
                CHECK(result.info.chroma_y == chroma.y);
            }
        }
    }
}

TEST_CASE("grey and RGB survive encoding and decoding") {
    const Image gray = make_picture(21, 14, ColorModel::gray);
    auto result = read(encode_ok(gray, {.jpeg_quality = 100}), FailOn::warning);
    REQUIRE(result.info.model == ColorModel::gray);
    CHECK(max_difference(result.decoded.image, gray) <= 3);
    const Image rgb = make_picture(21, 14, ColorModel::rgb);
    result = read(encode_ok(rgb, {.jpeg_quality = 100}), FailOn::warning);
    CHECK(result.info.chroma_x == 1);
    CHECK(max_difference(result.decoded.image, rgb) <= 5);
}

TEST_CASE("RGB is subsampled as quality and choice ask") {
    const Image rgb = make_picture(32, 32, ColorModel::rgb);
    const auto chroma = [&](const EncodeOptions& options) {
        const auto info = probe(encode_ok(rgb, options), {});
        REQUIRE(info);
        return info->chroma_x * 10 + info->chroma_y;
    };
    CHECK(chroma({.jpeg_quality = 82}) == 22);
    CHECK(chroma({.jpeg_quality = 90}) == 11);
    CHECK(chroma({.jpeg_quality = 90, .chroma = Chroma::yuv422}) == 21);
    CHECK(chroma({.jpeg_quality = 50, .chroma = Chroma::yuv444}) == 11);
}

TEST_CASE("edges are repeated, so that padding does not bleed into the picture") {
    Image planes = make_ycbcr(17, 9, 2, 2);
    for (Plane& plane : planes.planes) {
        for (int y = 0; y < plane.height(); ++y) {
            std::fill_n(plane.row(y), plane.width(), std::byte{200});
            // What lies beyond the row is undefined; make it loud.
            std::fill(plane.row(y) + plane.width(), plane.row(y) + plane.stride(), std::byte{0});
        }
    }
    const auto result =
        read(encode_ok(planes, {.jpeg_quality = 50}), FailOn::warning, {.ycbcr = true});
    REQUIRE(result.outcome == OutcomeClass::ok);
    for (const Plane& plane : result.decoded.image.planes) {
        for (int y = 0; y < plane.height(); ++y) {
            for (int x = 0; x < plane.width(); ++x) {
                CHECK(std::abs(sample(plane, x, y) - 200) <= 2);
            }
        }
    }
}

TEST_CASE("libjpeg's own decoder finds no fault with our files") {
    for (const bool progressive : {false, true}) {
        const Bytes file =
            encode_ok(make_planes(51, 37, 2, 2), {.progressive = progressive, .effort = 7});
        CHECK(decode_reference(file, Reference::rgb).width() == 51); // checks its warnings itself
    }
}

TEST_CASE("quality, effort and progressive do what they say") {
    const Image planes = make_planes(200, 150, 2, 2);
    const auto size = [&](const EncodeOptions& options) {
        return encode_ok(planes, options).size();
    };
    CHECK(size({.jpeg_quality = 50}) < size({.jpeg_quality = 90}));
    CHECK(size({.effort = 5}) < size({}));
    CHECK(size({.effort = 4}) == size({}));
    const auto info = probe(encode_ok(planes, {.progressive = true}), {});
    REQUIRE(info);
    CHECK(info->progressive);
}

TEST_CASE("a profile is embedded, and without one the file holds JFIF and no more") {
    const Bytes icc = make_profile(150'000);
    const Image planes = make_planes(20, 20, 1, 1);
    const auto info = probe(encode_ok(planes, {}, icc), {});
    REQUIRE(info);
    CHECK(info->icc == icc);
    const Bytes bare = encode_ok(planes, {});
    CHECK(as_text(bare).find("JFIF") == 6);
    CHECK(as_text(bare).find("ICC_PROFILE") == std::string_view::npos);
    CHECK(as_text(bare).find("\xff\xfe") == std::string_view::npos); // no comment
}

TEST_CASE("equal pictures and options give equal bytes") {
    for (const bool progressive : {false, true}) {
        const EncodeOptions options{.progressive = progressive};
        const Image planes = make_planes(61, 43, 2, 1);
        CHECK(encode_ok(planes, options) == encode_ok(planes.clone(), options));
        const Image rgb = make_picture(61, 43, ColorModel::rgb);
        CHECK(encode_ok(rgb, options) == encode_ok(rgb.clone(), options));
    }
}

TEST_CASE("chroma planes of an impossible size are our own mistake") {
    Image planes = make_planes(40, 40, 1, 1);
    planes.planes[1] = Plane(10, 40, 1, SampleType::u8);
    const auto file = encode(planes, {}, ImageFormat::jpeg, {});
    REQUIRE(!file);
    CHECK(file.error().code == OutcomeClass::internal);
}

TEST_CASE("a profile larger than the markers can hold is refused, not cut") {
    const Image gray = make_picture(4, 4, ColorModel::gray);
    const auto file = encode(gray, make_profile(255 * 65519 + 1), ImageFormat::jpeg, {});
    REQUIRE(!file);
    CHECK(file.error().code == OutcomeClass::limit);
}
