#include "codec/support/bytes.h"
#include "codec/support/pixels.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

Bytes encode_ok(const Image& image, const EncodeOptions& options = {}, ByteView icc = {}) {
    auto file = encode(image, icc, ImageFormat::png, options);
    REQUIRE(file);
    return *std::move(file);
}

} // namespace

TEST_CASE("every kind of picture survives PNG to the last bit, at every effort") {
    for (const auto model :
         {ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb, ColorModel::rgba}) {
        for (const auto type : {SampleType::u8, SampleType::u16}) {
            for (const int effort : {0, 1, 6, 9}) {
                const Image picture = make_picture(37, 23, model, type);
                const auto result = read(encode_ok(picture, {.effort = effort}), FailOn::warning);
                REQUIRE(result.outcome == OutcomeClass::ok);
                CHECK(max_difference(result.decoded.image, picture) == 0);
            }
        }
    }
}

TEST_CASE("a PNG of one pixel survives") {
    const Image dot = make_picture(1, 1, ColorModel::gray);
    CHECK(max_difference(read(encode_ok(dot)).decoded.image, dot) == 0);
}

TEST_CASE("a profile is embedded in PNG, and nothing else is") {
    const Bytes icc = make_profile(5000);
    const Image picture = make_picture(9, 9, ColorModel::rgb);
    const auto result = read(encode_ok(picture, {}, icc), FailOn::warning);
    REQUIRE(result.outcome == OutcomeClass::ok);
    CHECK(result.info.icc == icc);
    const Bytes bare = encode_ok(picture);
    for (const auto* name : {"iCCP", "tIME", "tEXt", "gAMA"}) {
        CHECK(as_text(bare).find(name) == std::string_view::npos);
    }
}

TEST_CASE("equal pictures and options give equal PNG bytes") {
    const Image picture = make_picture(61, 43, ColorModel::rgba, SampleType::u16);
    CHECK(encode_ok(picture, {}, make_profile(700)) ==
          encode_ok(picture.clone(), {}, make_profile(700)));
}

TEST_CASE("effort pays in size") {
    const Image picture = make_picture(300, 200, ColorModel::rgb);
    CHECK(encode_ok(picture, {.effort = 9}).size() <= encode_ok(picture, {.effort = 1}).size());
    CHECK(encode_ok(picture, {.effort = 6}) == encode_ok(picture));
}
