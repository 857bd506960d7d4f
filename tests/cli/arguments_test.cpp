#include "cli/arguments.h"

#include <doctest/doctest.h>

namespace imgbatch::cli {

TEST_CASE("colours are read in all their spellings") {
    CHECK(*parse_color("#fff") == Color{255, 255, 255, 255});
    CHECK(*parse_color("#12a") == Color{0x11, 0x22, 0xaa, 255});
    CHECK(*parse_color("#0080FF") == Color{0, 128, 255, 255});
    CHECK(*parse_color("#0080ff40") == Color{0, 128, 255, 64});
    CHECK(*parse_color("black") == Color{0, 0, 0, 255});
    CHECK(*parse_color("transparent") == Color{0, 0, 0, 0});
}

TEST_CASE("what is no colour is refused with the text quoted") {
    for (const char* text :
         {"", "#", "#12", "#12345", "#gggggg", "#1234567890", "red-ish", "#+1+2+3"}) {
        const auto color = parse_color(text);
        REQUIRE_FALSE(color);
        CHECK(color.error().code == OutcomeClass::usage);
        CHECK(color.error().message.find("'" + std::string(text) + "'") != std::string::npos);
    }
}

TEST_CASE("one quality is for all formats, named ones for theirs") {
    EncodeOptions options;
    REQUIRE(parse_quality("70", options));
    CHECK(options.jpeg_quality == 70);
    CHECK(options.webp_quality == 70);
    CHECK(options.avif_quality == 70);
    REQUIRE(parse_quality("jpeg=82,webp=60", options));
    CHECK(options.jpeg_quality == 82);
    CHECK(options.webp_quality == 60);
    CHECK(options.avif_quality == 70);
    REQUIRE(parse_quality("webp=1,avif=45", options));
    CHECK(options.jpeg_quality == 82);
    CHECK(options.avif_quality == 45);
}

TEST_CASE("what is no quality is refused") {
    for (const char* text :
         {"0", "101", "-5", "x", "8.5", "jpeg", "jpeg=", "png=80", "jpeg=80,x"}) {
        EncodeOptions options;
        CHECK_FALSE(parse_quality(text, options));
    }
}

TEST_CASE("bytes are a number, or one with a unit of 1024") {
    CHECK(*parse_bytes("1") == 1);
    CHECK(*parse_bytes("4096") == 4096);
    CHECK(*parse_bytes("18446744073709551615") == UINT64_MAX);
    CHECK(*parse_bytes("2K") == 2048);
    CHECK(*parse_bytes("16m") == 16U << 20);
    CHECK(*parse_bytes("1.5G") == 3ULL << 29);
    CHECK(*parse_bytes("2T") == 2ULL << 40);
}

TEST_CASE("what is no number of bytes is refused with the text quoted") {
    for (const char* text : {"", "K", "0", "0K", "-1", "-1K", "1.5", "1KB", "1 K", " 1", "0x10",
                             "1e9K", "nanK", "infG", "99999999T", "18446744073709551616"}) {
        const auto bytes = parse_bytes(text);
        CAPTURE(text);
        REQUIRE(!bytes);
        CHECK(bytes.error().code == OutcomeClass::usage);
        CHECK(bytes.error().message.find("'" + std::string(text) + "'") != std::string::npos);
    }
}

TEST_CASE("a size is a label for names") {
    CHECK(size_label({800, 600, std::nullopt}) == "800x600");
    CHECK(size_label({800, std::nullopt, std::nullopt}) == "800");
    CHECK(size_label({std::nullopt, 600, std::nullopt}) == "x600");
    CHECK(size_label({std::nullopt, std::nullopt, 50}) == "50pct");
    CHECK(size_label({std::nullopt, std::nullopt, 12.5}) == "12.5pct");
}

} // namespace imgbatch::cli
