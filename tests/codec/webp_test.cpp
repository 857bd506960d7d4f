#include "codec/support/bytes.h"
#include "codec/support/filled_memory.h"
#include "codec/support/patches.h"
#include "codec/support/pixels.h"
#include "codec/support/read.h"
#include "codec/support/webp_maker.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

Bytes encode_ok(const Image& image, const EncodeOptions& options = {}, ByteView icc = {}) {
    auto file = encode(image, icc, ImageFormat::webp, options);
    REQUIRE(file);
    return *std::move(file);
}

/// A picture whose colours change at every pixel, so that its file has some size.
Image noisy(int width, int height, ColorModel model) {
    Image image = make_picture(width, height, model);
    Plane& plane = image.planes.front();
    unsigned state = 1;
    for (int y = 0; y < height; ++y) {
        for (int i = 0; i < width * plane.channels(); ++i) {
            state = state * 1664525 + 1013904223;
            plane.row(y)[i] ^= static_cast<std::byte>(state >> 27);
        }
    }
    return image;
}

} // namespace

TEST_CASE("lossless WebP gives the pixels that were stored") {
    for (const auto model : {ColorModel::rgb, ColorModel::rgba}) {
        for (const auto& size : {Size{1, 1}, Size{33, 17}, Size{2, 65}}) {
            const Image picture = make_picture(size.width, size.height, model);
            const auto result = read(make_webp(picture, true), FailOn::warning);
            REQUIRE(result.outcome == OutcomeClass::ok);
            CHECK(result.info.size == size);
            CHECK(result.info.chroma_x == 1);
            CHECK_FALSE(result.info.ycbcr_planes);
            CHECK(max_difference(result.decoded.image, picture) == 0);
        }
    }
}

TEST_CASE("lossy WebP is read with its alpha") {
    const Image opaque = make_picture(40, 30, ColorModel::rgb);
    auto result = read(make_webp(opaque, false), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(result.info.chroma_x == 2);
    CHECK(max_difference(result.decoded.image, opaque) < 40);
    const Image clear = make_picture(40, 30, ColorModel::rgba);
    result = read(make_webp(clear, false), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    REQUIRE(result.decoded.image.model == ColorModel::rgba);
    CHECK(sample(result.decoded.image.planes[0], 7, 9, 3) ==
          sample(clear.planes[0], 7, 9, 3)); // alpha is stored without loss
}

TEST_CASE("profile and orientation of a WebP are read") {
    const Bytes plain = make_webp(make_picture(20, 10, ColorModel::rgb), false);
    const Bytes icc = make_profile(3000);
    const auto result = read(add_webp_chunks(plain, icc, make_exif(5, false)), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(result.info.icc == icc);
    CHECK(result.info.orientation == Orientation::transpose);
    const auto broken = probe(add_webp_chunks(plain, to_bytes("no profile"), to_bytes("no")), {});
    REQUIRE(broken);
    CHECK(broken->icc.empty());
    CHECK(broken->warnings.size() == 1);
    CHECK(broken->orientation == Orientation::normal);
}

TEST_CASE("an animation tells its frames, and its first lies on a clear canvas") {
    const FilledMemory memory(0x5A);
    const Image picture = make_picture(10, 8, ColorModel::rgb);
    const Bytes file = make_animation(20, 16, make_webp(picture, true), 4, 6, 3);
    const auto result = read(file, FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(result.info.frames == 3);
    CHECK(result.info.size == Size{20, 16});
    const Plane& plane = result.decoded.image.planes[0];
    REQUIRE(plane.channels() == 4);
    for (int y = 0; y < 16; ++y) {
        for (int x = 0; x < 20; ++x) {
            const bool inside = x >= 4 && x < 14 && y >= 6 && y < 14;
            CHECK(sample(plane, x, y, 3) == (inside ? 255 : 0));
            CHECK(sample(plane, x, y, 1) == (inside ? pattern(x - 4, y - 6, 1) : 0));
        }
    }
}

TEST_CASE("a frame that fills its canvas needs no alpha") {
    const Bytes frame = make_webp(make_picture(10, 8, ColorModel::rgb), true);
    const auto info = probe(make_animation(10, 8, frame, 0, 0, 2), {});
    REQUIRE(info);
    CHECK(info->model == ColorModel::rgb);
    CHECK(info->frames == 2);
}

TEST_CASE("a WebP cut at any of twelve points is truncated") {
    for (const bool lossless : {false, true}) {
        for (const auto model : {ColorModel::rgb, ColorModel::rgba}) {
            const Bytes file = make_webp(noisy(60, 40, model), lossless);
            for (std::size_t i = 0; i < 12; ++i) {
                const std::size_t size = i == 0 ? 13 : file.size() * i / 12;
                CAPTURE(size);
                const Bytes part = cut(file, size);
                CHECK(read(part).outcome == OutcomeClass::truncated);
                CHECK(read(part, FailOn::truncated).outcome == OutcomeClass::truncated);
            }
            const auto lenient = read(cut(file, file.size() * 11 / 12), FailOn::none);
            CHECK(lenient.outcome == OutcomeClass::ok);
            CHECK_FALSE(lenient.decoded.warnings.empty());
        }
    }
}

TEST_CASE("a WebP whose chunks make no sense is corrupt") {
    const Bytes file = make_webp(noisy(60, 40, ColorModel::rgb), false);
    Bytes start_code = file;
    start_code[23] ^= std::byte{0xFF};
    CHECK(read(start_code).outcome == OutcomeClass::corrupt);
    CHECK(read(start_code, FailOn::none).outcome == OutcomeClass::corrupt);
    const Bytes whole = make_webp(noisy(60, 40, ColorModel::rgb), true);
    Bytes codes = whole;
    for (std::size_t i = 40; i < 80; ++i) {
        codes[i] = std::byte{0xFF};
    }
    CHECK(read(codes).outcome == OutcomeClass::corrupt);
}

TEST_CASE("a WebP canvas beyond the limit is refused before anything is allocated") {
    Bytes file =
        make_animation(10, 8, make_webp(make_picture(10, 8, ColorModel::rgb), true), 0, 0, 2);
    const std::size_t canvas = offset_of(file, as_bytes("VP8X")) + 12;
    for (const std::size_t side : {canvas, canvas + 3}) {
        file[side] = std::byte{0x3F}; // 40000 - 1
        file[side + 1] = std::byte{0x9C};
    }
    CHECK(read(file, FailOn::none).outcome == OutcomeClass::limit);
}

TEST_CASE("pictures survive lossless WebP to the last bit, transparent colours too") {
    for (const auto model : {ColorModel::rgb, ColorModel::rgba}) {
        Image picture = noisy(37, 23, model);
        if (model == ColorModel::rgba) {
            for (int x = 0; x < 37; ++x) {
                picture.planes[0].row(5)[x * 4 + 3] = std::byte{0};
            }
        }
        const auto result =
            read(encode_ok(picture, {.lossless = true, .effort = 3}), FailOn::warning);
        REQUIRE(result.outcome == OutcomeClass::ok);
        CHECK(max_difference(result.decoded.image, picture) == 0);
    }
}

TEST_CASE("lossy WebP comes near the picture") {
    const Image rgb = make_picture(64, 48, ColorModel::rgb);
    const auto result = read(encode_ok(rgb, {.webp_quality = 95}), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(max_difference(result.decoded.image, rgb) < 40);
}

TEST_CASE("WebP holds no grey: the facade says so and the encoder refuses it") {
    CHECK_FALSE(encoder_traits(ImageFormat::webp, {}).gray);
    const auto refused =
        encode(make_picture(64, 48, ColorModel::gray), {}, ImageFormat::webp, EncodeOptions{});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == OutcomeClass::internal);
}

TEST_CASE("colours come out of a lossy WebP as they went in") {
    for (const Rgb& color : patch_colors) {
        CAPTURE(color[0]);
        CAPTURE(color[1]);
        CAPTURE(color[2]);
        const Bytes file = encode_ok(make_flat_rgb({32, 24}, color), {.webp_quality = 95});
        const auto result = read(file, FailOn::warning);
        REQUIRE(result.outcome == OutcomeClass::ok);
        CHECK(distance_from(result.decoded.image, color) <= 3);
    }
}

TEST_CASE("a profile is embedded in WebP") {
    const Bytes icc = make_profile(3001);
    const Image picture = make_picture(20, 10, ColorModel::rgba);
    const auto result = read(encode_ok(picture, {}, icc), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(result.info.icc == icc);
    CHECK(result.decoded.image.model == ColorModel::rgba);
}

TEST_CASE("equal pictures and options give equal WebP bytes") {
    const Image picture = noisy(61, 43, ColorModel::rgb);
    for (const bool lossless : {false, true}) {
        const EncodeOptions options{.lossless = lossless};
        CHECK(encode_ok(picture, options, make_profile(700)) ==
              encode_ok(picture.clone(), options, make_profile(700)));
    }
}

TEST_CASE("quality and effort change WebP as they say") {
    const Image picture = noisy(100, 80, ColorModel::rgb);
    CHECK(encode_ok(picture, {.webp_quality = 30}).size() < encode_ok(picture, {}).size());
    CHECK(encode_ok(picture, {.effort = 6}) == encode_ok(picture, {})); // method 4
    CHECK(encode_ok(picture, {.effort = 0}) != encode_ok(picture, {}));
}
