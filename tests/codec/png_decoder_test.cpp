#include "codec/support/bytes.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

/// What the format's rules make of a stored pixel: the channels that decode() should give.
std::vector<int> expected_pixel(const PngRecipe& recipe, int x, int y) {
    const int stored = stored_sample(recipe, x, y, 0);
    std::vector<int> pixel;
    if (recipe.color_type == 3) {
        pixel = {palette_entry(stored, 0), palette_entry(stored, 1), palette_entry(stored, 2)};
        if (recipe.transparent) {
            pixel.push_back(255 - 8 * stored);
        }
        return pixel;
    }
    const int channels = recipe.color_type == 0   ? 1
                         : recipe.color_type == 4 ? 2
                         : recipe.color_type == 2 ? 3
                                                  : 4;
    const int top = (1 << recipe.bit_depth) - 1;
    const int full = recipe.bit_depth == 16 ? 65535 : 255;
    bool is_key = recipe.transparent;
    for (int c = 0; c < channels; ++c) {
        const int value = stored_sample(recipe, x, y, c);
        pixel.push_back(static_cast<int>(std::int64_t{value} * full / top));
        is_key = is_key && value == stored_sample(recipe, 0, 0, c);
    }
    if (recipe.transparent) {
        pixel.push_back(is_key ? 0 : full);
    }
    return pixel;
}

void check_pixels_of(const PngRecipe& recipe) {
    CAPTURE(recipe.color_type);
    CAPTURE(recipe.bit_depth);
    CAPTURE(recipe.interlaced);
    CAPTURE(recipe.transparent);
    const auto result = read(make_png(recipe), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(result.info.size == Size{recipe.width, recipe.height});
    CHECK(result.info.bit_depth == recipe.bit_depth);
    CHECK(result.info.progressive == recipe.interlaced);
    CHECK((result.info.type == SampleType::u16) == (recipe.bit_depth == 16));
    const Image& image = result.decoded.image;
    REQUIRE(image.model == result.info.model);
    REQUIRE(image.type() == result.info.type);
    int wrong = 0;
    for (int y = 0; y < recipe.height; ++y) {
        for (int x = 0; x < recipe.width; ++x) {
            const auto expected = expected_pixel(recipe, x, y);
            REQUIRE(channel_count(image.model) == static_cast<int>(expected.size()));
            for (std::size_t c = 0; c < expected.size(); ++c) {
                wrong += sample(image.planes[0], x, y, static_cast<int>(c)) != expected[c];
            }
        }
    }
    CHECK(wrong == 0);
}

/// A small PNG with `chunk` before its pixels.
Bytes with_chunk(ByteView chunk) {
    return insert(make_png({}), 33, chunk);
}

} // namespace

TEST_CASE("every colour type and depth gives the pixels that were stored") {
    for (const bool interlaced : {false, true}) {
        for (const bool transparent : {false, true}) {
            for (const int depth : {1, 2, 4, 8, 16}) {
                check_pixels_of({.color_type = 0,
                                 .bit_depth = depth,
                                 .interlaced = interlaced,
                                 .transparent = transparent});
            }
            for (const int depth : {1, 2, 4}) {
                check_pixels_of({.color_type = 3,
                                 .bit_depth = depth,
                                 .interlaced = interlaced,
                                 .transparent = transparent});
            }
            for (const int depth : {8, 16}) {
                check_pixels_of({.color_type = 2,
                                 .bit_depth = depth,
                                 .interlaced = interlaced,
                                 .transparent = transparent});
            }
        }
        for (const int depth : {8, 16}) {
            check_pixels_of({.color_type = 4, .bit_depth = depth, .interlaced = interlaced});
            check_pixels_of({.color_type = 6, .bit_depth = depth, .interlaced = interlaced});
        }
        check_pixels_of({.color_type = 3, .bit_depth = 8, .interlaced = interlaced});
    }
}

TEST_CASE("odd sizes down to one pixel are read") {
    for (const bool interlaced : {false, true}) {
        for (const auto& size : {Size{1, 1}, Size{1, 9}, Size{9, 1}, Size{3, 2}}) {
            check_pixels_of({.width = size.width,
                             .height = size.height,
                             .color_type = 0,
                             .bit_depth = 1,
                             .interlaced = interlaced});
            check_pixels_of({.width = size.width,
                             .height = size.height,
                             .color_type = 6,
                             .interlaced = interlaced});
        }
    }
}

TEST_CASE("orientation is read from eXIf before or after the pixels") {
    const Bytes chunk = make_chunk("eXIf", make_exif(8, true));
    auto info = probe(with_chunk(chunk), {});
    REQUIRE(info);
    CHECK(info->orientation == Orientation::rotate_270);
    const Bytes plain = make_png({});
    info = probe(insert(plain, plain.size() - 12, chunk), {});
    REQUIRE(info);
    CHECK(info->orientation == Orientation::rotate_270);
}

TEST_CASE("a profile is inflated, and a broken one is left out") {
    const Bytes icc = make_profile(100'000);
    Bytes payload = to_bytes("a name\0\0"sv);
    append(payload, zlib_compress(icc));
    auto info = probe(with_chunk(make_chunk("iCCP", payload)), {});
    REQUIRE(info);
    CHECK(info->icc == icc);
    payload[20] ^= std::byte{0x55};
    info = probe(with_chunk(make_chunk("iCCP", payload)), {});
    REQUIRE(info);
    CHECK(info->icc.empty());
    CHECK(info->warnings.size() == 1);
    info = probe(with_chunk(make_chunk("iCCP", to_bytes("no end of a name"))), {});
    REQUIRE(info);
    CHECK(info->warnings.size() == 1);
}

TEST_CASE("an sRGB chunk needs no profile") {
    const auto info = probe(with_chunk(make_chunk("sRGB", bytes({0}))), {});
    REQUIRE(info);
    CHECK(info->icc.empty());
    CHECK(info->warnings.empty());
}

TEST_CASE("an animated PNG tells its frames and gives the first") {
    Bytes payload;
    append_number(payload, 7, 4, true);
    append_number(payload, 0, 4, true);
    const auto result = read(with_chunk(make_chunk("acTL", payload)), FailOn::warning);
    CHECK(result.outcome == OutcomeClass::ok);
    CHECK(result.info.frames == 7);
}
