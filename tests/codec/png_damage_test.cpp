#include "codec/support/bytes.h"
#include "codec/support/filled_memory.h"
#include "codec/support/pixels.h"
#include "codec/support/png_maker.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>

#include <chrono>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t header_end = 33;

/// An 8-bit grey PNG of 40 x 30 from `rows` rows of filtered data, in pieces of `piece` bytes.
Bytes gray_png(int rows, std::size_t piece = 1 << 20) {
    Bytes raw;
    for (int y = 0; y < rows; ++y) {
        append(raw, bytes({0}));
        for (int x = 0; x < 40; ++x) {
            append(raw, bytes({(x * x * 7 + y * y * 13 + x * y * 29) % 251}));
        }
    }
    const Bytes packed = zlib_compress(raw);
    Bytes file = png_signature();
    append(file, make_header(40, 30, 8, 0));
    for (std::size_t at = 0; at < packed.size(); at += piece) {
        append(file, make_chunk("IDAT",
                                ByteView(packed).subspan(at, std::min(piece, packed.size() - at))));
    }
    append(file, make_chunk("IEND", {}));
    return file;
}

OutcomeClass outcome(ByteView file, FailOn fail_on = FailOn::error) {
    return read(file, fail_on).outcome;
}

template <class Work>
bool is_quick(Work work) {
    const auto before = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - before < std::chrono::seconds(1);
}

} // namespace

TEST_CASE("a PNG cut at any of twelve points is truncated") {
    const Bytes file = gray_png(30, 100);
    for (std::size_t i = 0; i < 12; ++i) {
        const std::size_t size = i == 0 ? 4 : file.size() * i / 12;
        CAPTURE(size);
        const Bytes part = cut(file, size);
        CHECK(outcome(part) == OutcomeClass::truncated);
        CHECK(outcome(part, FailOn::truncated) == OutcomeClass::truncated);
    }
    CHECK(outcome(cut(file, file.size() - 1)) == OutcomeClass::truncated);
}

TEST_CASE("a PNG without its end mark is truncated, and whole for the lenient") {
    const Bytes file = gray_png(30);
    const Bytes part = cut(file, file.size() - 12);
    CHECK(outcome(part) == OutcomeClass::truncated);
    const auto lenient = read(part, FailOn::none);
    REQUIRE(lenient.outcome == OutcomeClass::ok);
    CHECK_FALSE(lenient.decoded.warnings.empty());
    CHECK(max_difference(lenient.decoded.image, read(file).decoded.image) == 0);
}

TEST_CASE("the lenient get the rows before the cut, and zeros") {
    const FilledMemory memory(0x5A);
    const Bytes file = gray_png(30);
    const auto whole = read(file);
    const auto lenient = read(cut(file, file.size() * 2 / 3), FailOn::none);
    REQUIRE(lenient.outcome == OutcomeClass::ok);
    const Plane& plane = lenient.decoded.image.planes[0];
    for (int x = 0; x < 40; ++x) {
        CHECK(sample(plane, x, 5) == sample(whole.decoded.image.planes[0], x, 5));
        CHECK(sample(plane, x, 29) == 0);
    }
}

TEST_CASE("pixel data that is whole but too short is truncated") {
    const Bytes file = gray_png(20);
    CHECK(outcome(file) == OutcomeClass::truncated);
    CHECK(outcome(file, FailOn::none) == OutcomeClass::ok);
    CHECK(read(file).message == "the picture's data ends early");
}

TEST_CASE("a wrong checksum in a critical chunk is corrupt") {
    const Bytes file = gray_png(30, 100);
    for (const auto at : {header_end - 1, header_end + 8 + 100, header_end + 8 + 50}) {
        Bytes broken = file;
        broken[at] ^= std::byte{1};
        CAPTURE(at);
        CHECK(outcome(broken) == OutcomeClass::corrupt);
    }
}

TEST_CASE("the lenient read on past a wrong checksum in pixel data") {
    Bytes broken = gray_png(30, 100);
    broken[header_end + 8 + 100] ^= std::byte{1};
    for (const auto level : {FailOn::none, FailOn::truncated}) {
        const auto result = read(broken, level);
        REQUIRE(result.outcome == OutcomeClass::ok);
        CHECK_FALSE(result.decoded.warnings.empty());
        CHECK(max_difference(result.decoded.image, read(gray_png(30)).decoded.image) == 0);
    }
}

TEST_CASE("a wrong checksum beside the pixels passes with a warning") {
    Bytes chunk = make_chunk("tEXt", to_bytes("Comment\0hello"sv));
    chunk.back() ^= std::byte{1};
    const Bytes file = insert(gray_png(30), header_end, chunk);
    const auto result = read(file);
    CHECK(result.outcome == OutcomeClass::ok);
    CHECK(result.decoded.warnings.size() == 1);
    CHECK(outcome(file, FailOn::warning) == OutcomeClass::corrupt);
}

TEST_CASE("a header that makes no sense is corrupt") {
    for (const Bytes& header :
         {make_header(0, 5, 8, 2), make_header(5, 0, 8, 2), make_header(5, 5, 3, 2),
          make_header(5, 5, 8, 5), make_header(5, 5, 16, 3)}) {
        Bytes file = png_signature();
        append(file, header);
        append(file, make_chunk("IDAT", zlib_compress(bytes({0}))));
        append(file, make_chunk("IEND", {}));
        CHECK(outcome(file) == OutcomeClass::corrupt);
    }
}

TEST_CASE("chunks in the wrong places are corrupt") {
    Bytes no_header = png_signature();
    append(no_header, make_chunk("IDAT", zlib_compress(bytes({0}))));
    append(no_header, make_chunk("IEND", {}));
    CHECK(outcome(no_header) == OutcomeClass::corrupt);
    Bytes no_pixels = png_signature();
    append(no_pixels, make_header(5, 5, 8, 0));
    append(no_pixels, make_chunk("IEND", {}));
    CHECK(outcome(no_pixels) == OutcomeClass::corrupt);
    Bytes no_palette = png_signature();
    append(no_palette, make_header(5, 5, 8, 3));
    append(no_palette, make_chunk("IDAT", zlib_compress(bytes({0}))));
    append(no_palette, make_chunk("IEND", {}));
    CHECK(outcome(no_palette) == OutcomeClass::corrupt);
}

TEST_CASE("Apple's variant is unsupported") {
    Bytes file = png_signature();
    append(file, make_chunk("CgBI", bytes({0x50, 0, 0x20, 2})));
    append(file, ByteView(gray_png(30)).subspan(8));
    CHECK(outcome(file) == OutcomeClass::unsupported);
}

TEST_CASE("a text chunk that claims a gigabyte in 57 bytes is truncated at once") {
    Bytes file = png_signature();
    append(file, make_header(5, 5, 8, 0));
    append_number(file, 0x3FFFFFFF, 4, true);
    append(file, to_bytes("tEXtComment"));
    file.resize(57);
    CHECK(is_quick([&] {
        for (const auto level : {FailOn::none, FailOn::error}) {
            CHECK(outcome(file, level) == OutcomeClass::truncated);
        }
    }));
}

TEST_CASE("a header of gigapixels is a limit at once") {
    Bytes file = png_signature();
    append(file, make_header(0x7FFFFFFF, 0x7FFFFFFF, 16, 6));
    append(file, make_chunk("IDAT", zlib_compress(bytes({0}))));
    append(file, make_chunk("IEND", {}));
    CHECK(is_quick([&] { CHECK(outcome(file, FailOn::none) == OutcomeClass::limit); }));
    // Before anybody asks how much memory it would take.
    const auto info = probe(file, {});
    REQUIRE(!info);
    CHECK(info.error().code == OutcomeClass::limit);
    CHECK(info.error().stage == Stage::probe);
}

TEST_CASE("text that would inflate to very much is never inflated") {
    Bytes payload = to_bytes("Comment\0\0"sv);
    append(payload, zlib_compress(Bytes(std::size_t{64} << 20)));
    const Bytes file = insert(gray_png(30), header_end, make_chunk("zTXt", payload));
    CHECK(is_quick([&] { CHECK(outcome(file) == OutcomeClass::ok); }));
}

TEST_CASE("a profile that would inflate to very much is a limit") {
    Bytes payload = to_bytes("icc\0\0"sv);
    append(payload, zlib_compress(Bytes(std::size_t{64} << 20)));
    const Bytes file = insert(gray_png(30), header_end, make_chunk("iCCP", payload));
    const auto info = probe(file, {});
    REQUIRE(!info);
    CHECK(info.error().code == OutcomeClass::limit);
    CHECK(info.error().message == "the metadata has more than 16777216 bytes (--limit-metadata)");
}
