#include "codec/support/bytes.h"
#include "codec/support/png_maker.h"
#include "codec/support/png_verdict.h"
#include "codec/support/read.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t header_end = 33;

FilteredRecipe recipe(int extra_bytes = 0) {
    std::mt19937 random(11); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    FilteredRecipe result{24, 10, 3, make_filtered_rows(24, 10, 3, random), 6};
    result.rows.resize(result.rows.size() + static_cast<std::size_t>(extra_bytes));
    return result;
}

OutcomeClass outcome(ByteView file) {
    return read(file).outcome;
}

/// A zlib stream of `data` whose header claims a window of 1 << `bits` bytes.
Bytes windowed_stream(ByteView data, unsigned bits) {
    Bytes out = zlib_compress(data, 9);
    const unsigned method = 8 | (bits - 8) << 4;
    out[0] = static_cast<std::byte>(method);
    out[1] = static_cast<std::byte>(31 - method * 256 % 31);
    return out;
}

} // namespace

TEST_CASE("a PNG cut anywhere is what libpng says it is") {
    const Bytes file = make_filtered_png(recipe());
    for (std::size_t size = 8; size < file.size(); ++size) {
        CAPTURE(size);
        check_libpng_decides(cut(file, size));
    }
}

TEST_CASE("a PNG with any bit wrong is what libpng says it is, checksums mended or not") {
    const Bytes file = make_filtered_png(recipe());
    for (std::size_t at = 8; at < file.size(); ++at) {
        CAPTURE(at);
        Bytes broken = file;
        broken[at] ^= static_cast<std::byte>(1U << at % 8);
        check_libpng_decides(broken);
        check_libpng_decides(repair_checksums(broken));
    }
}

TEST_CASE("a filter that does not exist is corrupt") {
    for (int filter = 5; filter < 256; ++filter) {
        FilteredRecipe wrong = recipe();
        wrong.rows[static_cast<std::size_t>(filter % 10) * 73] = static_cast<std::byte>(filter);
        const Bytes file = make_filtered_png(wrong);
        CHECK(outcome(file) == OutcomeClass::corrupt);
        check_libpng_decides(file);
    }
}

TEST_CASE("a wrong checksum of the pixels themselves is libpng's to judge") {
    const FilteredRecipe whole = recipe();
    for (std::size_t back = 1; back <= 4; ++back) {
        Bytes packed = zlib_compress(whole.rows);
        packed[packed.size() - back] ^= std::byte{1};
        check_libpng_decides(make_packed_png(whole, packed));
    }
}

TEST_CASE("pixel data of a wrong length is libpng's to judge") {
    for (const int extra : {-730, -73, -1, 1, 73, 10'000}) {
        CAPTURE(extra);
        const Bytes file = make_filtered_png(recipe(extra));
        check_libpng_decides(file);
        CHECK((extra < 0) == (outcome(file) != OutcomeClass::ok));
    }
    const FilteredRecipe whole = recipe();
    Bytes packed = zlib_compress(whole.rows);
    append(packed, to_bytes("more"));
    check_libpng_decides(make_packed_png(whole, packed));
    packed.resize(packed.size() - 9);
    check_libpng_decides(make_packed_png(whole, packed));
}

TEST_CASE("empty pieces of pixel data are libpng's to judge") {
    FilteredRecipe pieces = recipe();
    pieces.piece = 100;
    const Bytes file = make_filtered_png(pieces);
    const Bytes empty = make_chunk("IDAT", {});
    for (const std::size_t at :
         {header_end, header_end + 112, header_end + 224, file.size() - 12}) {
        check_libpng_decides(insert(file, at, empty));
    }
}

TEST_CASE("pixel data that another chunk interrupts is libpng's to judge") {
    FilteredRecipe pieces = recipe();
    pieces.piece = 100;
    const Bytes file = make_filtered_png(pieces);
    for (const auto* type : {"tEXt", "PLTE", "tRNS", "IEND", "IHDR", "teST", "TEST", "1234"}) {
        CAPTURE(type);
        check_libpng_decides(
            insert(file, header_end + 112, make_chunk(type, bytes({0, 1, 0, 2, 0, 3}))));
    }
}

TEST_CASE("chunks in odd places are libpng's to judge") {
    const Bytes file = make_filtered_png(recipe());
    for (const auto* type :
         {"tEXt", "PLTE", "tRNS", "IEND", "IHDR", "IDAT", "teST", "TEST", "te\1t", "zzzz"}) {
        for (const int size : {0, 1, 3, 6, 13, 800}) {
            CAPTURE(type);
            CAPTURE(size);
            Bytes chunk = make_chunk(type, Bytes(static_cast<std::size_t>(size), std::byte{1}));
            check_libpng_decides(insert(file, header_end, chunk));
            check_libpng_decides(insert(file, file.size() - 12, chunk));
            chunk.back() ^= std::byte{1};
            check_libpng_decides(insert(file, header_end, chunk));
            check_libpng_decides(insert(file, file.size() - 12, chunk));
        }
    }
}

TEST_CASE("an end mark that is not empty is libpng's to judge") {
    Bytes file = make_filtered_png(recipe());
    file.resize(file.size() - 12);
    append(file, make_chunk("IEND", bytes({1})));
    check_libpng_decides(file);
}

TEST_CASE("chunks of megabytes are libpng's to judge") {
    const Bytes file = make_filtered_png(recipe());
    for (const std::size_t size : {std::size_t{5} << 20, std::size_t{9} << 20}) {
        check_libpng_decides(insert(file, header_end, make_chunk("tEXt", Bytes(size))));
        check_libpng_decides(insert(file, file.size() - 12, make_chunk("IDAT", Bytes(size))));
    }
}

TEST_CASE("a stream that reaches back beyond the window it claims is libpng's to judge") {
    // The rows repeat after some 10 000 bytes.
    std::mt19937 random(12); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    FilteredRecipe far{50, 200, 2, make_filtered_rows(50, 100, 2, random)};
    append(far.rows, Bytes(far.rows));
    for (const unsigned claimed : {8U, 9U, 12U, 13U, 14U, 15U}) {
        CAPTURE(claimed);
        check_libpng_decides(make_packed_png(far, windowed_stream(far.rows, claimed)));
    }
    CHECK(outcome(make_packed_png(far, windowed_stream(far.rows, 9))) == OutcomeClass::corrupt);
    CHECK(outcome(make_packed_png(far, windowed_stream(far.rows, 14))) == OutcomeClass::ok);
}
