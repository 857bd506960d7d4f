#include "codec/codec.h"
#include "codec/support/avif_reader.h"
#include "codec/support/bytes.h"
#include "codec/support/patches.h"
#include "codec/support/pixels.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

Bytes encode_ok(const Image& image, const EncodeOptions& options = {}, ByteView icc = {}) {
    auto file = encode(image, icc, ImageFormat::avif, options);
    REQUIRE_MESSAGE(file, file.error().message);
    return *std::move(file);
}

constexpr EncodeOptions good{.avif_quality = 90};

} // namespace

TEST_CASE("planes are stored in AVIF as they are, and said to be what JPEG's are") {
    for (const ChromaFactors chroma : {ChromaFactors{1, 1}, {2, 1}, {2, 2}}) {
        const Image planes = make_planes(64, 48, chroma.x, chroma.y);
        const AvifPicture picture = read_avif(encode_ok(planes, {.avif_quality = 100}));
        CHECK(picture.chroma_x == chroma.x);
        CHECK(picture.chroma_y == chroma.y);
        CHECK(picture.full_range);
        CHECK(picture.primaries == 1);
        CHECK(picture.transfer == 13);
        CHECK(picture.matrix == 6);
        CHECK(max_difference(picture.planes, planes) <= 2);
    }
}

TEST_CASE("colours come out of an AVIF as they went in, as planes and as RGB") {
    const Size size{32, 24};
    for (const Rgb& color : patch_colors) {
        CAPTURE(color[0]);
        CAPTURE(color[1]);
        CAPTURE(color[2]);
        for (const Image& image :
             {make_flat_planes(size, 2, 2, color), make_flat_planes(size, 1, 1, color),
              make_flat_rgb(size, color)}) {
            CHECK(distance_from(read_avif(encode_ok(image, good)).pixels, color) <= 3);
        }
        const Bytes lossless = encode_ok(make_flat_rgb(size, color), {.lossless = true});
        CHECK(distance_from(read_avif(lossless).pixels, color) == 0);
    }
}

TEST_CASE("pictures of odd sizes keep their size and colour in AVIF") {
    const Rgb color{224, 172, 105};
    for (const Size size : {Size{1, 1}, {1, 2}, {2, 1}, {1, 5}, {3, 5}, {17, 33}}) {
        CAPTURE(size.width);
        CAPTURE(size.height);
        for (const Image& image :
             {make_flat_planes(size, 2, 2, color), make_flat_rgb(size, color)}) {
            const AvifPicture picture = read_avif(encode_ok(image, good));
            CHECK(picture.pixels.width() == size.width);
            CHECK(picture.pixels.height() == size.height);
            CHECK(distance_from(picture.pixels, color) <= 3);
        }
    }
}

TEST_CASE("alpha is kept in AVIF beside colours and grey") {
    const Image rgba = make_picture(40, 30, ColorModel::rgba);
    const AvifPicture picture = read_avif(encode_ok(rgba, {.avif_quality = 95}));
    REQUIRE(picture.pixels.model == ColorModel::rgba);
    const Image gray = make_picture(40, 30, ColorModel::gray_alpha);
    const AvifPicture gray_picture = read_avif(encode_ok(gray, {.avif_quality = 95}));
    REQUIRE(gray_picture.pixels.model == ColorModel::rgba);
    CHECK(gray_picture.chroma_x == 0);
    for (int y = 0; y < 30; ++y) {
        for (int x = 0; x < 40; ++x) {
            CHECK(std::abs(sample(picture.pixels.planes[0], x, y, 3) -
                           sample(rgba.planes[0], x, y, 3)) < 12);
            CHECK(std::abs(sample(gray_picture.pixels.planes[0], x, y, 3) -
                           sample(gray.planes[0], x, y, 1)) < 12);
        }
    }
}

TEST_CASE("grey is stored without colour and read as grey") {
    const Image gray = make_picture(33, 17, ColorModel::gray);
    const AvifPicture picture = read_avif(encode_ok(gray, {.lossless = true}));
    CHECK(picture.chroma_x == 0);
    CHECK(max_difference(picture.planes, gray) == 0);
    for (int c = 0; c < 3; ++c) {
        CHECK(sample(picture.pixels.planes[0], 30, 11, c) == sample(gray.planes[0], 30, 11));
    }
}

TEST_CASE("lossless AVIF gives the pixels that were stored") {
    for (const auto model : {ColorModel::rgb, ColorModel::rgba}) {
        for (const Size size : {Size{1, 1}, {33, 17}, {2, 65}}) {
            const Image picture = make_picture(size.width, size.height, model);
            const AvifPicture stored = read_avif(encode_ok(picture, {.lossless = true}));
            CHECK(max_difference(stored.pixels, picture) == 0);
            CHECK(stored.matrix == 0);
            CHECK(stored.chroma_x == 1);
        }
    }
    const Image planes = make_planes(16, 16, 2, 2);
    CHECK_FALSE(encode(planes, {}, ImageFormat::avif, {.lossless = true}));
}

TEST_CASE("RGB becomes AVIF with the chroma that was asked for") {
    const Image picture = make_picture(40, 30, ColorModel::rgb);
    const auto chroma = [&](const EncodeOptions& options) {
        const AvifPicture stored = read_avif(encode_ok(picture, options));
        return stored.chroma_x * 10 + stored.chroma_y;
    };
    CHECK(chroma({}) == 22);
    CHECK(chroma({.avif_quality = 90}) == 11);
    CHECK(chroma({.chroma = Chroma::yuv444}) == 11);
    CHECK(chroma({.chroma = Chroma::yuv422}) == 21);
    CHECK(chroma({.avif_quality = 95, .chroma = Chroma::yuv420}) == 22);
}

TEST_CASE("a profile is embedded in AVIF, and then nothing else says what colours mean") {
    const Bytes icc = make_profile(3001);
    const AvifPicture picture =
        read_avif(encode_ok(make_picture(20, 10, ColorModel::rgb), {}, icc));
    CHECK(picture.icc == icc);
    CHECK(picture.primaries == 2);
    CHECK(picture.transfer == 2);
}

TEST_CASE("equal pictures and options give equal AVIF bytes") {
    const Image planes = make_planes(200, 150, 2, 2);
    CHECK(encode_ok(planes) == encode_ok(planes.clone()));
    const Image rgba = make_picture(61, 43, ColorModel::rgba);
    CHECK(encode_ok(rgba, {}, make_profile(700)) == encode_ok(rgba.clone(), {}, make_profile(700)));
}

TEST_CASE("quality and effort change AVIF as they say") {
    const Image planes = make_planes(200, 150, 2, 2);
    const std::size_t normal = encode_ok(planes).size();
    CHECK(encode_ok(planes, {.avif_quality = 20}).size() < normal);
    CHECK(encode_ok(planes, {.avif_quality = 80}).size() > normal);
    CHECK(encode_ok(planes, {.effort = 3}) == encode_ok(planes)); // speed 6
    CHECK(encode_ok(planes, {.effort = 0}) != encode_ok(planes));
}

TEST_CASE("samples that AVIF cannot hold are refused as our own mistake") {
    const auto outcome = [](const Image& image) {
        const auto file = encode(image, {}, ImageFormat::avif, {});
        return file ? OutcomeClass::ok : file.error().code;
    };
    CHECK(outcome(make_picture(4, 4, ColorModel::cmyk)) == OutcomeClass::internal);
    CHECK(outcome(make_picture(4, 4, ColorModel::rgb, SampleType::u16)) == OutcomeClass::internal);
    CHECK(outcome(make_planes(16, 16, 1, 2)) == OutcomeClass::internal);
    Image torn = make_planes(16, 16, 2, 2);
    torn.planes.pop_back();
    CHECK(outcome(torn) == OutcomeClass::internal);
    Image uneven = make_planes(16, 16, 2, 2);
    uneven.planes[2] = Plane(4, 8, 1, SampleType::u8);
    CHECK(outcome(uneven) == OutcomeClass::internal);
}

TEST_CASE("an AVIF's side is at most what AV1 can hold") {
    const auto file =
        encode(make_picture(1, 65537, ColorModel::gray), {}, ImageFormat::avif, {.effort = 0});
    REQUIRE_FALSE(file);
    CHECK(file.error().code == OutcomeClass::limit);
    CHECK(read_avif(encode_ok(make_picture(65535, 2, ColorModel::gray), {.effort = 0}))
              .planes.width() == 65535);
}
