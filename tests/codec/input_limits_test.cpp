#include "codec/codec.h"
#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/png_maker.h"
#include "codec/support/webp_maker.h"
#include "support/pictures.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

/// What probing and decoding under `limits` come to: "ok", or the message of a limit.
std::string verdict(ByteView file, const InputLimits& limits,
                    JpegDecoder decoder = JpegDecoder::own) {
    DecodeOptions options;
    options.limits = limits;
    options.jpeg_decoder = decoder;
    const auto info = probe(file, options);
    if (!info) {
        CHECK(info.error().code == OutcomeClass::limit);
        return info.error().message;
    }
    const auto decoded = decode(file, *info, {.ycbcr = true}, options);
    if (!decoded) {
        CHECK(decoded.error().code == OutcomeClass::limit);
        return decoded.error().message;
    }
    return "ok";
}

std::size_t count_of(ByteView file, ByteView pattern) {
    std::size_t count = 0;
    const auto text = as_text(file);
    for (auto at = text.find(as_text(pattern)); at != std::string_view::npos;
         at = text.find(as_text(pattern), at + 1)) {
        ++count;
    }
    return count;
}

Bytes in_png(std::string_view type, ByteView payload) {
    return insert(make_png({}), 33, make_chunk(type, payload));
}

Bytes icc_payload(ByteView profile) {
    Bytes payload = to_bytes("icc\0\0"sv);
    append(payload, zlib_compress(profile));
    return payload;
}

} // namespace

TEST_CASE("a side as long as the limit is taken, one pixel more is not") {
    const Bytes wide = make_png({.width = 19, .height = 3});
    const Bytes tall = make_jpeg({.width = 3, .height = 19});
    CHECK(verdict(wide, {.side = 19}) == "ok");
    CHECK(verdict(tall, {.side = 19}) == "ok");
    for (const Bytes& file : {wide, tall}) {
        CHECK(verdict(file, {.side = 18}) ==
              "a side of 19 pixels exceeds the limit of 18 (--limit-side)");
    }
}

TEST_CASE("a profile as large as the limit is taken from every format, one byte more is not") {
    const Bytes profile = make_profile(100'000);
    const Bytes jpeg = make_jpeg({.icc = profile});
    const Bytes png = in_png("iCCP", icc_payload(profile));
    const Bytes webp = add_webp_chunks(make_webp(make_picture(8, 8), true), profile, {});
    constexpr std::size_t pieces = 2; // of a JPEG's profile, each with a name and two numbers
    CHECK(verdict(jpeg, {.metadata_bytes = profile.size() + pieces * 14}) == "ok");
    CHECK(verdict(jpeg, {.metadata_bytes = profile.size() + pieces * 14 - 1}) ==
          "the JPEG has more than 100027 bytes of metadata (--limit-metadata)");
    CHECK(verdict(png, {.metadata_bytes = profile.size()}) == "ok");
    CHECK(verdict(png, {.metadata_bytes = profile.size() - 1}) ==
          "the metadata has more than 99999 bytes (--limit-metadata)");
    CHECK(verdict(webp, {.metadata_bytes = profile.size()}) == "ok");
    CHECK(verdict(webp, {.metadata_bytes = profile.size() - 1}) ==
          "100000 bytes of metadata exceed the limit of 99999 (--limit-metadata)");
}

TEST_CASE("a chunk of text as large as the limit is passed over, one byte more is refused") {
    Bytes text = to_bytes("Comment\0"sv);
    text.resize(9'000'000, std::byte{'x'}); // more than libpng takes by itself
    const Bytes file = in_png("tEXt", text);
    CHECK(verdict(file, {}) == "ok");
    CHECK(verdict(file, {.metadata_bytes = text.size()}) == "ok");
    CHECK(verdict(file, {.metadata_bytes = text.size() - 1}) ==
          "9000000 bytes of metadata exceed the limit of 8999999 (--limit-metadata)");
}

TEST_CASE("frames are counted up to their limit") {
    const Bytes webp = make_animation(8, 8, make_webp(make_picture(8, 8), true), 0, 0, 3);
    const Bytes png = in_png("acTL", bytes({0, 0, 0, 3, 0, 0, 0, 0}));
    for (const Bytes& file : {webp, png}) {
        CHECK(verdict(file, {.frames = 3}) == "ok");
        CHECK(verdict(file, {.frames = 2}) == "3 frames exceed the limit of 2 (--limit-frames)");
    }
}

TEST_CASE("scans are counted up to their limit, whoever decodes") {
    const Bytes file = make_jpeg({.width = 64, .height = 64, .progressive = true});
    const auto scans = static_cast<std::uint32_t>(count_of(file, bytes({0xFF, 0xDA})));
    REQUIRE(scans == 10);
    for (const auto decoder : {JpegDecoder::own, JpegDecoder::libjpeg_turbo}) {
        CHECK(verdict(file, {.scans = 10}, decoder) == "ok");
        CHECK(verdict(file, {.scans = 9}, decoder) ==
              "the JPEG has more than 9 scans (--limit-scans)");
    }
    const Bytes one = make_jpeg({});
    CHECK(verdict(one, {.scans = 1}) == "ok");
}

TEST_CASE("flaws are let pass up to their limit") {
    Bytes file = make_jpeg({.width = 16, .height = 256, .restart_rows = 1});
    const std::size_t scan = offset_of(file, bytes({0xFF, 0xDA}));
    for (std::size_t at = scan; at + 2 < file.size(); ++at) {
        const auto low = std::to_integer<int>(file[at + 1]);
        if (file[at] == std::byte{0xFF} && low >= 0xD0 && low <= 0xD7) {
            file[at + 1] = static_cast<std::byte>(0xD0 + (low - 0xD0 + 3) % 8);
        }
    }
    DecodeOptions options;
    options.fail_on = FailOn::none;
    const auto info = probe(file, options);
    REQUIRE(info);
    CHECK(decode(file, *info, {}, options));
    options.limits.warnings = 2;
    const auto decoded = decode(file, *info, {}, options);
    REQUIRE(!decoded);
    CHECK(decoded.error().code == OutcomeClass::corrupt);
    CHECK(decoded.error().message == "the JPEG has more than 2 flaws (--limit-warnings)");
}

TEST_CASE("a PNG's flaws are let pass up to their limit") {
    Bytes file = make_png({});
    for (int i = 0; i < 5; ++i) {
        Bytes chunk = make_chunk("prIv", bytes({1, 2, 3}));
        chunk.back() ^= std::byte{1};
        file = insert(file, 33, chunk);
    }
    DecodeOptions options;
    options.fail_on = FailOn::none;
    const auto info = probe(file, options);
    REQUIRE(info);
    CHECK(decode(file, *info, {}, options));
    options.limits.warnings = 4;
    const auto decoded = decode(file, *info, {}, options);
    REQUIRE(!decoded);
    CHECK(decoded.error().code == OutcomeClass::corrupt);
    CHECK(decoded.error().message == "the PNG has more than 4 flaws (--limit-warnings)");
}

TEST_CASE("many thousands of application markers take no time to speak of, and no memory") {
    Bytes markers;
    for (int i = 0; i < 200'000; ++i) {
        append(markers, bytes({0xFF, 0xE1, 0, 4, 'x', 'y'}));
    }
    const Bytes file = insert(make_jpeg({.exif = {}}), 2, markers);
    CHECK(verdict(file, {.metadata_bytes = 1000}) == "ok");
}
