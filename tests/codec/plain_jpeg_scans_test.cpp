#include "codec/support/bytes.h"
#include "codec/support/hand_jpeg.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/plain_jpeg_proof.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// End of block; +-1 here; 15 zeros before; ends of 2 and of 4 blocks and on; sixteen zeros; a
/// coefficient of 2 bits.
const HandCode runs_ac{{}, {0x00, 0x01}, {0xF1, 0x10}, {0x20, 0xF0}, {0x02}};

/// Constants of two and of eight blocks, all 0.
constexpr std::string_view two_constants = "00 00";
constexpr std::string_view eight_constants = "00 00 00 00 00 00 00 00";

bool is_taken(ByteView file, int scale) {
    PlainJpegProof proof(file);
    return proof.judge(scale).accepted;
}

void check_taken(ByteView file) {
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        CHECK(is_taken(file, scale));
    }
    CHECK(find_unlike_answers(file) == "");
}

/// Checks that the file is left to libjpeg at 8/8, and that nobody could tell who read it at any
/// scale.
void check_left(ByteView file) {
    CHECK_FALSE(is_taken(file, 8));
    CHECK(find_unlike_answers(file) == "");
}

/// The same where damage lies in a scan that a reduced picture may do without: if it does, its
/// samples are those of the `sound` file.
void check_left_or_unneeded(ByteView file, ByteView sound) {
    CHECK_FALSE(is_taken(file, 8));
    PlainJpegProof damaged(file);
    PlainJpegProof whole(sound);
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        const PlainVerdict verdict = damaged.judge(scale);
        if (verdict.accepted) {
            CHECK(scale < 8);
            CHECK(max_difference(verdict.picture, whole.judge(scale).picture) == 0);
        }
    }
}

std::vector<JpegPiece> grey_photo(const std::vector<JpegScan>& scans) {
    return split_jpeg(make_jpeg({.width = 50,
                                 .height = 34,
                                 .space = JpegSpace::gray,
                                 .content = JpegContent::noise,
                                 .scans = scans}));
}

/// What the script of grey_photo() has: two bits after the first of two bands.
std::vector<JpegPiece> refined_photo() {
    return grey_photo({{{0}, 0, 0, 0, 1},
                       {{0}, 1, 5, 0, 2},
                       {{0}, 6, 63, 0, 1},
                       {{0}, 1, 5, 2, 1},
                       {{0}, 6, 63, 1, 0},
                       {{0}, 0, 0, 1, 0},
                       {{0}, 1, 5, 1, 0}});
}

/// The header of the `nth` scan says another band or other bits.
Bytes with_scan(std::vector<JpegPiece> pieces, std::size_t nth, int first, int last,
                int high_and_low) {
    piece_of(pieces, JpegMarker::sos, nth).payload = hand_scan(1, 0x00, first, last, high_and_low);
    return join_jpeg(pieces);
}

/// The file without its `nth` scan, header and data.
std::vector<JpegPiece> without_scan(std::vector<JpegPiece> pieces, std::size_t nth) {
    const auto at = static_cast<std::ptrdiff_t>(place_of(pieces, JpegMarker::sos, nth));
    pieces.erase(pieces.begin() + at, pieces.begin() + at + 2);
    return pieces;
}

} // namespace

TEST_CASE("progressive files written bit by bit are taken, if all their bits are sound") {
    check_taken(hand_progressive(2, runs_ac, {{0, 0, 0, "01 1 00"}, {1, 63, 0, "01 1 00  00"}}));
    // Two ends of block in one, then four, then what two extra bits say: five.
    check_taken(hand_progressive(2, runs_ac, {{0, 0, 0, two_constants}, {1, 63, 0, "101 0"}}));
    check_taken(hand_progressive(8, runs_ac,
                                 {{0, 0, 0, eight_constants}, {1, 63, 0, "01 1 101 1  1100 01"}}));
    check_taken(hand_progressive(2, runs_ac,
                                 {{0, 0, 0, two_constants},
                                  {1, 63, 1, "01 1 00  00"},
                                  {1, 63, 0x10, "01 1 1 00  01 0 00"}}));
}

TEST_CASE("a run of ended blocks that goes on beyond the scan is libjpeg's") {
    check_left(hand_progressive(2, runs_ac, {{0, 0, 0, two_constants}, {1, 63, 0, "1100 00"}}));
    check_left(hand_progressive(2, runs_ac, {{0, 0, 0, two_constants}, {1, 63, 0, "101 1"}}));
    check_left(hand_progressive(
        2, runs_ac, {{0, 0, 0, two_constants}, {1, 63, 1, "00 00"}, {1, 63, 0x10, "1100 00"}}));
}

TEST_CASE("a run of ended blocks that goes on beyond a restart is libjpeg's") {
    auto pieces =
        split_jpeg(hand_progressive(4, runs_ac, {{0, 0, 0, "00 00 00 00"}, {1, 63, 0, "1100 00"}}));
    check_taken(join_jpeg(pieces));
    Bytes& data = piece_of(pieces, 0, 1).payload;
    append(data, bytes({0xFF, 0xD0}));
    append(data, hand_bits("101 0"));
    pieces.insert(pieces.begin() +
                      static_cast<std::ptrdiff_t>(place_of(pieces, JpegMarker::sos, 1)),
                  {JpegMarker::dri, bytes({0, 2})});
    check_left(join_jpeg(pieces));
}

TEST_CASE("coefficients beyond a scan's band are libjpeg's") {
    check_left(hand_progressive(
        2, runs_ac, {{0, 0, 0, two_constants}, {1, 5, 0, "100 1 00  00"}, {6, 63, 0, "00 00"}}));
    check_left(hand_progressive(
        2, runs_ac, {{0, 0, 0, two_constants}, {1, 63, 0, "100 1 100 1 100 1 100 1  00"}}));
    check_left(hand_progressive(2, runs_ac,
                                {{0, 0, 0, two_constants},
                                 {1, 5, 1, "00 00"},
                                 {1, 5, 0x10, "100 1 00 00"},
                                 {6, 63, 0, "00 00"}}));
}

TEST_CASE("a refinement by more than one bit is libjpeg's wherever it is needed") {
    const auto refined_by = [](std::string_view bits) {
        return hand_progressive(
            2, runs_ac, {{0, 0, 0, two_constants}, {1, 63, 1, "00 00"}, {1, 63, 0x10, bits}});
    };
    check_left_or_unneeded(refined_by("11100 11 00  00"), refined_by("00 00"));
}

TEST_CASE("scans that do not fit each other are libjpeg's") {
    const auto sound = refined_photo();
    check_taken(join_jpeg(sound));
    check_left(with_scan(sound, 3, 1, 5, 0x32));
    check_left(with_scan(sound, 3, 1, 5, 0x20));
    check_left(with_scan(sound, 3, 1, 5, 0x12));
    check_left(with_scan(sound, 1, 1, 5, 0x0E));
    check_left(with_scan(sound, 0, 0, 0, 0x0E));
    check_left(with_scan(sound, 0, 0, 0, 0x10));
    check_left(with_scan(sound, 5, 0, 0, 0x21));
    check_left(with_scan(sound, 2, 63, 6, 0x01));
    check_left(with_scan(sound, 2, 6, 64, 0x01));
    check_left(with_scan(sound, 1, 0, 5, 0x02));
}

TEST_CASE("a progressive file that lacks a scan is libjpeg's wherever it is needed") {
    const auto sound = refined_photo();
    for (std::size_t scan = 0; scan < 7; ++scan) {
        CAPTURE(scan);
        check_left(join_jpeg(without_scan(sound, scan)));
    }
}

TEST_CASE("a progressive file of constants alone is libjpeg's, which smooths it") {
    const auto file = grey_photo({{{0}, 0, 0, 0, 0}});
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        CHECK_FALSE(is_taken(join_jpeg(file), scale));
    }
    CHECK(find_unlike_answers(join_jpeg(file)) == "");
    check_left(join_jpeg(grey_photo({{{0}, 0, 0, 0, 1}, {{0}, 0, 0, 1, 0}})));
    check_left(join_jpeg(grey_photo({{{0}, 0, 0, 0, 0}, {{0}, 1, 5, 0, 0}})));
    check_left(join_jpeg(grey_photo({{{0}, 0, 0, 0, 0}, {{0}, 6, 63, 0, 0}})));
    check_left(join_jpeg(grey_photo({{{0}, 0, 0, 0, 0}, {{0}, 1, 63, 0, 2}})));
    check_left(join_jpeg(grey_photo({{{0}, 0, 0, 0, 0}, {{0}, 1, 1, 0, 0}, {{0}, 2, 63, 0, 1}})));
}

TEST_CASE("scans in an order that cannot be, or twice, are libjpeg's") {
    auto pieces = refined_photo();
    const auto scan_at = [&pieces](std::size_t nth) {
        return static_cast<std::ptrdiff_t>(place_of(pieces, JpegMarker::sos, nth));
    };
    SUBCASE("other coefficients before the constant ones") {
        std::rotate(pieces.begin() + scan_at(0), pieces.begin() + scan_at(0) + 2, pieces.end() - 1);
        check_left(join_jpeg(pieces));
    }
    SUBCASE("a band twice") {
        for (const std::size_t nth : {0UL, 1UL, 3UL}) {
            auto twice = pieces;
            twice.insert(twice.end() - 1, twice.begin() + scan_at(nth),
                         twice.begin() + scan_at(nth) + 2);
            check_left(join_jpeg(twice));
        }
    }
    SUBCASE("more than a hundred") {
        const std::vector<JpegPiece> scan(pieces.begin() + scan_at(6),
                                          pieces.begin() + scan_at(6) + 2);
        for (int i = 0; i < 100; ++i) {
            pieces.insert(pieces.end() - 1, scan.begin(), scan.end());
        }
        check_left(join_jpeg(pieces));
    }
}

TEST_CASE("tables may change between scans, quantisation may not") {
    auto pieces = refined_photo();
    std::size_t tables = 0;
    for (const JpegPiece& piece : pieces) {
        tables += piece.marker == JpegMarker::dht ? 1U : 0U;
    }
    CHECK(tables > 4); // each scan has its own
    check_taken(join_jpeg(pieces));
    auto steps = pieces;
    steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(place_of(steps, JpegMarker::sos, 2)),
                 piece_of(pieces, JpegMarker::dqt));
    check_left(join_jpeg(steps));
    piece_of(steps, JpegMarker::dqt, 1).payload[1] = std::byte{77};
    check_left(join_jpeg(steps));
}

TEST_CASE("scans of components that there are not, or of several that may not be, are libjpeg's") {
    auto pieces = split_jpeg(make_jpeg({.progressive = true, .content = JpegContent::noise}));
    piece_of(pieces, JpegMarker::sos, 1).payload[1] = std::byte{9};
    check_left(join_jpeg(pieces));
    piece_of(pieces, JpegMarker::sos, 1).payload = bytes({2, 1, 0, 2, 0x11, 1, 5, 2});
    check_left(join_jpeg(pieces));
    piece_of(pieces, JpegMarker::sos, 1).payload = bytes({1, 1, 0x40, 1, 5, 2});
    check_left(join_jpeg(pieces));
}

TEST_CASE("single bits flipped in a progressive file are told, or lie where no sample depends") {
    for (const int restart : {0, 1}) {
        const Bytes file = make_jpeg({.width = 25,
                                      .height = 17,
                                      .luma_x = 2,
                                      .progressive = true,
                                      .content = JpegContent::noise,
                                      .restart_mcus = restart});
        std::array<Image, 9> sound;
        PlainJpegProof whole(file);
        for (const int scale : jpeg_scales) {
            sound[static_cast<std::size_t>(scale)] = whole.judge(scale).picture;
        }
        Bytes broken = file;
        for (std::size_t at = 2; at < file.size(); ++at) {
            CAPTURE(at);
            broken[at] ^= static_cast<std::byte>(1U << at * 5 % 8);
            PlainJpegProof proof(broken);
            for (const int scale : jpeg_scales) {
                CAPTURE(scale);
                const PlainVerdict verdict = proof.judge(scale);
                CHECK(verdict.complaint == "");
                if (verdict.warned || verdict.unlike) {
                    CHECK(max_difference(verdict.picture, sound[static_cast<std::size_t>(scale)]) ==
                          0);
                }
            }
            broken[at] = file[at];
        }
    }
}

TEST_CASE("damage in a scan that a reduced picture does without leaves that picture as it is") {
    const auto sound = refined_photo();
    for (const std::size_t scan : {2UL, 4UL}) {
        auto pieces = sound;
        Bytes& data = piece_of(pieces, 0, scan).payload;
        for (std::size_t i = 0; i + 20 < data.size(); i += 10) {
            data[data.size() - 1 - i] ^= std::byte{0x10};
        }
        check_left_or_unneeded(join_jpeg(pieces), join_jpeg(sound));
    }
}

TEST_CASE("a run that passes its band's end is told, or the picture is as if the scan were not") {
    const HandCode code{{}, {0x00, 0x01}, {0x11}};
    const auto file = [&code](std::string_view unneeded_band) {
        auto pieces = split_jpeg(hand_progressive(2, code,
                                                  {{0, 0, 0, two_constants},
                                                   {1, 2, 0, "01 1 00  00"},
                                                   {3, 3, 0, unneeded_band},
                                                   {4, 63, 0, "00 00"}}));
        piece_of(pieces, JpegMarker::dqt).payload.at(1 + 4) = std::byte{100}; // to be seen
        return join_jpeg(pieces);
    };
    const Bytes sound = file("01 1 00");
    check_taken(sound);
    // Coefficient 4 comes from the scan of coefficient 3, and libjpeg says nothing of it.
    const Bytes damaged = file("100 1 00");
    check_left_or_unneeded(damaged, sound);
    PlainJpegProof proof(damaged);
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        const PlainVerdict verdict = proof.judge(scale);
        CHECK(verdict.complaint == "");
        CHECK(verdict.accepted == (scale < 3)); // beyond, coefficient 3 is needed
        CHECK(verdict.unlike == (scale == 2));  // which needs coefficient 4
        CHECK_FALSE(verdict.warned);
    }
}

TEST_CASE("a constant's code that no table has is libjpeg's, whatever number it would stand for") {
    auto pieces = split_jpeg(make_jpeg({.width = 50,
                                        .height = 34,
                                        .luma_x = 2,
                                        .luma_y = 2,
                                        .progressive = true,
                                        .content = JpegContent::noise}));
    Bytes& data = piece_of(pieces, 0).payload;
    for (const int low : {0x00, 0x3F, 0x80, 0x7E, 0xC0}) {
        // All ones are no code; the blocks of an MCU that would add them up stand before the same.
        data = insert(data, 0, bytes({0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, low, 0, 0, 0}));
        check_left(join_jpeg(pieces));
    }
}

TEST_CASE("a constant's code for what is no size is libjpeg's, though it never occurs") {
    for (const int symbol : {15, 16, 17, 0xFF}) {
        CAPTURE(symbol);
        const Bytes code = hand_table(0x00, {{}, {0, 1, 2}, {11}, {symbol}});
        auto pieces = split_jpeg(hand_progressive(
            2, runs_ac,
            {{0, 0, 1, two_constants}, {1, 63, 0, "01 1 00  00"}, {0, 0, 0x10, "1 0"}}));
        auto sequential = split_jpeg(hand_baseline(2, runs_ac, "01 1 00  00 00"));
        piece_of(sequential, JpegMarker::dht).payload = code;
        auto first = pieces;
        piece_of(first, JpegMarker::dht).payload = code;
        if (symbol <= 15) {
            check_taken(join_jpeg(first));
            check_taken(join_jpeg(sequential));
        } else {
            check_left(join_jpeg(first));
            check_left(join_jpeg(sequential));
        }
        // A scan of one more bit has no code, and its table is nobody's business.
        pieces.insert(pieces.begin() +
                          static_cast<std::ptrdiff_t>(place_of(pieces, JpegMarker::sos, 2)),
                      {JpegMarker::dht, code});
        check_taken(join_jpeg(pieces));
    }
}

TEST_CASE("a file of sixty-four scans is taken, one of sixty-five is libjpeg's") {
    std::vector<JpegScan> scans{{{0}, 0, 0, 0, 0}};
    for (int k = 63; k > 0; --k) {
        scans.push_back({{0}, k, k, 0, 0});
    }
    CHECK(scans.size() == 64);
    check_taken(join_jpeg(grey_photo(scans)));
    scans.front().low = 1;
    scans.push_back({{0}, 0, 0, 1, 0});
    const Bytes many = join_jpeg(grey_photo(scans));
    for (const int scale : jpeg_scales) {
        CHECK_FALSE(is_taken(many, scale));
    }
    check_left(many);
}
