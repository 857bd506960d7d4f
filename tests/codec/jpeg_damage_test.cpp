#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

Bytes photo() {
    return make_jpeg({.width = 120, .height = 90, .luma_x = 2, .luma_y = 2});
}

/// Where the first frame header's payload begins: precision, height, width, components.
std::size_t frame_header(ByteView file) {
    for (const auto marker : {"\xff\xc0"sv, "\xff\xc1"sv, "\xff\xc2"sv, "\xff\xc9"sv}) {
        const auto text = as_text(file);
        if (const auto at = text.find(marker); at != std::string_view::npos) {
            return at + 4;
        }
    }
    FAIL("no frame header");
    return 0;
}

/// Where the first scan's entropy-coded bytes begin.
std::size_t scan_data(ByteView file) {
    const std::size_t marker = offset_of(file, bytes({0xFF, 0xDA}));
    const auto length = std::to_integer<std::size_t>(file[marker + 3]);
    return marker + 2 + length;
}

/// What all four levels say: T truncated, C corrupt, w passed with a warning, - passed without.
std::string verdicts(ByteView file, bool ycbcr = true) {
    std::string letters;
    for (const auto fail_on : {FailOn::none, FailOn::truncated, FailOn::error, FailOn::warning}) {
        const auto result = read(file, fail_on, {.ycbcr = ycbcr});
        switch (result.outcome) {
        case OutcomeClass::ok:
            letters += result.decoded.warnings.empty() ? '-' : 'w';
            break;
        case OutcomeClass::truncated:
            letters += 'T';
            break;
        case OutcomeClass::corrupt:
            letters += 'C';
            break;
        default:
            letters += '?';
        }
    }
    return letters;
}

bool warns_of(ByteView file, std::string_view text) {
    const auto result = read(file, FailOn::none, {.ycbcr = true});
    for (const auto& warning : result.decoded.warnings) {
        if (warning.find(text) != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("a sound file passes every level without a word") {
    CHECK(verdicts(photo()) == "----");
}

TEST_CASE("a file cut at any of twelve points is truncated") {
    for (const bool progressive : {false, true}) {
        const Bytes file = make_jpeg({.width = 120, .height = 90, .progressive = progressive});
        const std::size_t start = scan_data(file);
        for (std::size_t i = 1; i <= 12; ++i) {
            const std::size_t size = i == 12 ? file.size() - 2 : file.size() * i / 12;
            CAPTURE(size);
            const Bytes part = cut(file, size);
            for (const auto level : {FailOn::truncated, FailOn::error, FailOn::warning}) {
                const auto result = read(part, level);
                CHECK(result.outcome == OutcomeClass::truncated);
            }
            // A cut within a later scan's tables leaves nothing to show.
            if (size > start + 200 && !progressive) {
                const auto lenient = read(part, FailOn::none, {.ycbcr = true});
                CHECK(lenient.outcome == OutcomeClass::ok);
                CHECK_FALSE(lenient.decoded.warnings.empty());
            }
        }
    }
}

TEST_CASE("a file cut in its header is truncated at every level") {
    const Bytes file = photo();
    for (std::size_t size = 2; size < scan_data(file); size += 11) {
        CAPTURE(size);
        CHECK(verdicts(cut(file, size)) == "TTTT");
    }
}

TEST_CASE("a lost end mark alone is truncation, and every pixel is there for the lenient") {
    const Bytes file = photo();
    const Bytes part = cut(file, file.size() - 2);
    CHECK(verdicts(part) == "wTTT");
    const auto whole = read(file);
    const auto lenient = read(part, FailOn::none);
    CHECK(max_difference(whole.decoded.image, lenient.decoded.image) == 0);
    CHECK(lenient.decoded.warnings == std::vector<std::string>{"the file ends early"});
}

TEST_CASE("a truncated file with restart markers gives one warning, not one per restart") {
    const Bytes file = make_jpeg({.width = 64, .height = 4096, .restart_rows = 1});
    const auto result = read(cut(file, file.size() / 8), FailOn::none);
    CHECK(result.outcome == OutcomeClass::ok);
    CHECK(result.decoded.warnings.size() <= 2);
}

TEST_CASE("entropy data that ends before the picture does is truncation") {
    const Bytes file = photo();
    Bytes part = cut(file, scan_data(file) + 300);
    append(part, bytes({0xFF, 0xD9}));
    CHECK(warns_of(part, "picture's data ends early"));
    CHECK(verdicts(part) == "wTTT");
}

TEST_CASE("bad Huffman codes are corruption") {
    // Codes of all ones are not given out, so bytes of FF 00 are bad sooner or later.
    Bytes file = photo();
    const std::size_t at = scan_data(file) + 100;
    for (std::size_t i = 0; i < 40; i += 2) {
        file[at + i] = std::byte{0xFF};
        file[at + i + 1] = std::byte{0};
    }
    CHECK(warns_of(file, "bad Huffman code"));
    CHECK(verdicts(file) == "wwCC");
}

TEST_CASE("bad arithmetic codes are corruption") {
    const Bytes file = make_jpeg({.width = 120, .height = 90, .arithmetic = true});
    const std::size_t start = scan_data(file);
    bool seen = false;
    for (std::size_t at = start + 20; at + 50 < file.size() && !seen; at += 7) {
        Bytes broken = file;
        for (std::size_t i = 0; i < 24; ++i) {
            broken[at + i] = static_cast<std::byte>(0x5A + i);
        }
        if (warns_of(broken, "bad arithmetic code")) {
            seen = true;
            CHECK(verdicts(broken).substr(2) == "CC");
        }
    }
    CHECK(seen);
}

TEST_CASE("restart markers out of order are corruption") {
    Bytes file = make_jpeg({.width = 64, .height = 64, .restart_rows = 1});
    const std::size_t first = offset_of(file, bytes({0xFF, 0xD0}), scan_data(file));
    file[first + 1] = std::byte{0xD2};
    CHECK(warns_of(file, "restart markers out of order"));
    CHECK(verdicts(file).substr(2) == "CC");
}

TEST_CASE("scans that do not fit each other are corruption") {
    Bytes file = make_jpeg({.width = 64, .height = 64, .progressive = true});
    // The second scan's last byte says which bits it brings: claim a refinement of nothing.
    const std::size_t first = offset_of(file, bytes({0xFF, 0xDA}));
    const std::size_t second = offset_of(file, bytes({0xFF, 0xDA}), first + 2);
    const auto length = std::to_integer<std::size_t>(file[second + 3]);
    file[second + 1 + length] = std::byte{0x32};
    CHECK(verdicts(file).substr(2) == "CC");
    CHECK(read(file).message == "scans that do not fit each other");
}

TEST_CASE("scan parameters that a sequential file cannot have are corruption") {
    Bytes file = photo();
    file[scan_data(file) - 2] = std::byte{5};
    CHECK(verdicts(file) == "wwCC");
}

TEST_CASE("oddities that leave pixels alone pass the default level with a warning") {
    const Bytes file = photo();
    SUBCASE("extra bytes before a marker") {
        const Bytes odd = insert(file, file.size() - 2, bytes({1, 2, 3, 4, 5}));
        CHECK(warns_of(odd, "extra bytes before a marker"));
        CHECK(verdicts(odd) == "wwwC");
        CHECK(max_difference(read(odd).decoded.image, read(file).decoded.image) == 0);
    }
    SUBCASE("an unknown JFIF version") {
        Bytes odd = file;
        odd[offset_of(file, as_bytes("JFIF")) + 5] = std::byte{9};
        CHECK(warns_of(odd, "unknown JFIF version"));
        CHECK(verdicts(odd) == "wwwC");
    }
    SUBCASE("an unknown Adobe transform") {
        Bytes adobe = bytes({0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 7});
        // In place of the JFIF marker, which would settle the question.
        Bytes odd = cut(file, 2);
        append(odd, adobe);
        append(odd, ByteView(file).subspan(2 + 2 + 16));
        CHECK(warns_of(odd, "unknown Adobe colour transform"));
        CHECK(verdicts(odd) == "wwwC");
    }
}

TEST_CASE("what follows the end mark is nobody's business") {
    Bytes file = photo();
    append(file, to_bytes("a thumbnail or a video may follow"));
    CHECK(verdicts(file) == "----");
}

TEST_CASE("broken tables and headers are corrupt at every level") {
    const Bytes file = photo();
    SUBCASE("a Huffman table that gives out too many codes") {
        Bytes broken = file;
        const std::size_t table = offset_of(file, bytes({0xFF, 0xC4}));
        broken[table + 5] = std::byte{200};
        CHECK(verdicts(broken) == "CCCC");
    }
    SUBCASE("no pixels on a side") {
        Bytes broken = file;
        broken[frame_header(file) + 3] = broken[frame_header(file) + 4] = std::byte{0};
        CHECK(verdicts(broken) == "CCCC");
    }
    SUBCASE("an end mark before any scan") {
        Bytes broken = cut(file, offset_of(file, bytes({0xFF, 0xDA})));
        append(broken, bytes({0xFF, 0xD9}));
        CHECK(verdicts(broken) == "CCCC");
    }
}

TEST_CASE("the lenient get the same picture every time, whatever was lost") {
    const Bytes file = photo();
    Bytes part = cut(file, scan_data(file) + 300);
    const auto a = read(part, FailOn::none, {.ycbcr = true});
    const auto b = read(part, FailOn::none, {.ycbcr = true});
    REQUIRE(a.outcome == OutcomeClass::ok);
    CHECK(max_difference(a.decoded.image, b.decoded.image) == 0);
}

TEST_CASE("more than a hundred flaws are corrupt even for the lenient") {
    Bytes file = make_jpeg({.width = 16, .height = 2048, .restart_rows = 1});
    for (std::size_t at = scan_data(file); at + 2 < file.size(); ++at) {
        const auto low = std::to_integer<int>(file[at + 1]);
        if (file[at] == std::byte{0xFF} && low >= 0xD0 && low <= 0xD7) {
            file[at + 1] = static_cast<std::byte>(0xD0 + (low - 0xD0 + 3) % 8);
        }
    }
    const auto result = read(file, FailOn::none);
    CHECK(result.outcome == OutcomeClass::corrupt);
    CHECK(result.message == "the JPEG has more than 100 flaws (--limit-warnings)");
}

TEST_CASE("a flood of scans is a limit, found soon") {
    const Bytes file =
        make_jpeg({.width = 256, .height = 256, .space = JpegSpace::gray, .unrefined = true});
    // The first scan, repeated: each repetition is valid by itself.
    const std::size_t first = offset_of(file, bytes({0xFF, 0xDA}));
    std::size_t end = scan_data(file);
    while (file[end] != std::byte{0xFF} || file[end + 1] == std::byte{0}) {
        ++end;
    }
    const Bytes scan(file.begin() + static_cast<std::ptrdiff_t>(first),
                     file.begin() + static_cast<std::ptrdiff_t>(end));
    Bytes flood = cut(file, end);
    for (int i = 0; i < 2000; ++i) {
        append(flood, scan);
    }
    append(flood, ByteView(file).subspan(end));
    const auto before = std::chrono::steady_clock::now();
    for (const auto level : {FailOn::none, FailOn::error}) {
        const auto result = read(flood, level);
        CHECK(result.outcome == OutcomeClass::limit);
        CHECK(result.message == "the JPEG has more than 500 scans (--limit-scans)");
    }
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(10));
}

TEST_CASE("12-bit and lossless JPEG are unsupported, by name") {
    Bytes deep = photo();
    deep[frame_header(deep)] = std::byte{12};
    CHECK(read(deep).outcome == OutcomeClass::unsupported);
    CHECK(read(deep).message == "JPEG with other than 8 bits per sample is not supported by this "
                                "version");
    Bytes lossless = photo();
    lossless[frame_header(lossless) - 3] = std::byte{0xC3};
    CHECK(read(lossless).outcome == OutcomeClass::unsupported);
    CHECK(read(lossless).message == "lossless JPEG is not supported by this version");
}

TEST_CASE("a header of many gigapixels is a limit before anything is allocated") {
    Bytes file = photo();
    const std::size_t header = frame_header(file);
    for (const std::size_t i : {1UL, 3UL}) {
        file[header + i] = std::byte{0xFF};
        file[header + i + 1] = std::byte{0xDC};
    }
    CHECK(read(file, FailOn::none).outcome == OutcomeClass::limit);
    file[header + 2] = std::byte{0xFF}; // 65535 rows: more than libjpeg can
    CHECK(read(file, FailOn::none).outcome == OutcomeClass::limit);
}

TEST_CASE("single bits flipped in the data never crash and mostly show") {
    const Bytes file = photo();
    const std::size_t start = scan_data(file);
    int noticed = 0;
    int tried = 0;
    for (std::size_t at = start; at < file.size() - 2; at += 5, ++tried) {
        Bytes broken = file;
        broken[at] ^= static_cast<std::byte>(1U << at % 8);
        const auto outcome = read(broken, FailOn::warning, {.ycbcr = true}).outcome;
        noticed += outcome != OutcomeClass::ok;
        read(broken, FailOn::none, {.scale_eighths = 2, .ycbcr = true});
    }
    CHECK(noticed > tried / 10);
}

TEST_CASE("nothing is ever printed") {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> capture(std::tmpfile(), std::fclose);
    REQUIRE(capture);
    std::fflush(stderr);
    const int saved = ::dup(STDERR_FILENO);
    ::dup2(::fileno(capture.get()), STDERR_FILENO);
    const Bytes file = photo();
    read(cut(file, file.size() / 2), FailOn::none);
    read(cut(file, file.size() / 2), FailOn::error);
    Bytes broken = file;
    broken[frame_header(file)] = std::byte{12};
    read(broken);
    std::fflush(stderr);
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    std::fseek(capture.get(), 0, SEEK_END);
    CHECK(std::ftell(capture.get()) == 0);
}
