#include "codec/jpeg/plain/plain_jpeg.h"
#include "codec/support/bytes.h"
#include "codec/support/hand_jpeg.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/pixels.h"
#include "codec/support/plain_jpeg_proof.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// EOB, +-1 at the next place, after 15 zeros, after 14; sixteen zeros.
const HandCode usual_ac{{}, {0x00, 0x01}, {0xF1, 0xE1}, {0xF0}};
constexpr const char* flat_block = "00 00";

bool is_taken(ByteView file, int scale) {
    PlainJpegProof proof(file);
    return proof.judge(scale).accepted;
}

/// Checks that the file is taken at every scale, and that nobody could tell who read it.
void check_taken(ByteView file) {
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        CHECK(is_taken(file, scale));
    }
    CHECK(find_unlike_answers(file) == "");
}

/// Checks that the file is left to libjpeg at every scale, whose answer stands.
void check_left(ByteView file) {
    for (const int scale : jpeg_scales) {
        CAPTURE(scale);
        CHECK_FALSE(is_taken(file, scale));
    }
    CHECK(find_unlike_answers(file) == "");
}

/// Checks that nobody could tell who read the file.
void check_alike(ByteView file) {
    CHECK(find_unlike_answers(file) == "");
}

std::vector<JpegPiece> photo(bool progressive = false) {
    return split_jpeg(make_jpeg({.width = 50,
                                 .height = 34,
                                 .luma_x = 2,
                                 .luma_y = 2,
                                 .progressive = progressive,
                                 .content = JpegContent::noise}));
}

std::vector<JpegPiece> photo_with_restarts(bool progressive = false) {
    return split_jpeg(make_jpeg({.width = 66,
                                 .height = 50,
                                 .luma_x = 2,
                                 .luma_y = 2,
                                 .progressive = progressive,
                                 .content = JpegContent::noise,
                                 .restart_mcus = 2}));
}

/// The file with byte `at` of the payload of the `nth` such marker set to `value`.
Bytes with_byte(std::vector<JpegPiece> pieces, int marker, std::size_t at, int value,
                std::size_t nth = 0) {
    piece_of(pieces, marker, nth).payload.at(at) = static_cast<std::byte>(value);
    return join_jpeg(pieces);
}

Bytes without(std::vector<JpegPiece> pieces, int marker, std::size_t nth = 0) {
    pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(place_of(pieces, marker, nth)));
    return join_jpeg(pieces);
}

/// The file with `more` before the `nth` such marker.
Bytes with_piece(std::vector<JpegPiece> pieces, const JpegPiece& more, int marker,
                 std::size_t nth = 0) {
    pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(place_of(pieces, marker, nth)),
                  more);
    return join_jpeg(pieces);
}

Bytes& data_of(std::vector<JpegPiece>& pieces, std::size_t nth = 0) {
    return piece_of(pieces, 0, nth).payload;
}

/// Where the `nth` restart marker stands in a scan's data.
std::size_t restart_at(ByteView data, std::size_t nth) {
    std::size_t at = 0;
    for (;; ++at) {
        if (data[at] == std::byte{0xFF} && (data[at + 1] & std::byte{0xF8}) == std::byte{0xD0} &&
            nth-- == 0) {
            return at;
        }
    }
}

void erase(Bytes& data, std::size_t at, std::size_t count) {
    data.erase(data.begin() + static_cast<std::ptrdiff_t>(at),
               data.begin() + static_cast<std::ptrdiff_t>(at + count));
}

/// Takes any number of rows in the memory of a few.
class RowCounter : public PictureSink {
public:
    Expected<void> take(Image&&) override { return {}; }
    Expected<void> begin(const PictureLayout& layout) override {
        layout_ = layout;
        rows_.resize(layout.planes.size());
        return {};
    }
    PlaneSpan extend(std::size_t plane, int rows) override {
        const PlaneLayout& layout = layout_.planes[plane];
        const std::size_t stride = plane_stride(static_cast<std::size_t>(layout.width));
        rows_[plane].resize(std::max(rows_[plane].size(), stride * static_cast<std::size_t>(rows)));
        asked_ += rows;
        return {rows_[plane].data(), static_cast<std::ptrdiff_t>(stride), layout.width, rows};
    }
    Expected<void> advance() override { return {}; }
    [[nodiscard]] int asked() const { return asked_; }

private:
    PictureLayout layout_;
    std::vector<Bytes> rows_;
    int asked_ = 0;
};

} // namespace

TEST_CASE("a file written bit by bit is taken, if all its bits are sound") {
    check_taken(hand_baseline(1, usual_ac, "01 1  01 1  00"));
    check_taken(hand_baseline(3, usual_ac, "01 1  00   10 10 01 0 01 1 00  00 00"));
    check_taken(hand_baseline(20, usual_ac, std::string(80, '0')));
}

TEST_CASE("Huffman tables that give out too many codes are libjpeg's to judge") {
    check_left(hand_baseline(1, {{0x00, 0x01, 0xF1}}, flat_block));
    check_left(hand_baseline(1, {{0x00, 0x01}}, flat_block)); // the last is all ones
    check_left(hand_baseline(1, {{}, {}, {0, 1, 2, 3, 4, 5, 6, 7, 8}}, flat_block));
    auto pieces = photo();
    for (const std::size_t table : {0UL, 1UL, 2UL, 3UL}) {
        check_left(with_byte(pieces, JpegMarker::dht, 1, 3, table));
    }
}

TEST_CASE("a Huffman table that is not full is sound until a code is met that it has not") {
    const HandCode sparse{{}, {0x00}, {0x01}};
    check_taken(hand_baseline(2, sparse, "00 010 1 00  00 00"));
    check_left(hand_baseline(2, sparse, "00 010 1 11111111  00 00"));
}

TEST_CASE("Huffman tables without any code, of no kind or of a wrong length are libjpeg's") {
    const Bytes table = hand_table(0x10, usual_ac);
    const auto with_table = [](const Bytes& payload) {
        auto pieces = split_jpeg(hand_baseline(1, usual_ac, flat_block));
        piece_of(pieces, JpegMarker::dht, 1).payload = payload;
        return join_jpeg(pieces);
    };
    check_taken(with_table(table));
    check_left(with_table(hand_table(0x10, {})));
    check_left(with_table(hand_table(0x14, usual_ac)));
    check_left(with_table(hand_table(0x20, usual_ac)));
    check_left(with_table(hand_table(0x11, usual_ac))); // another than the scan asks for
    check_left(with_table(cut(table, table.size() - 1)));
    check_left(with_table(cut(table, 10)));
    check_left(with_table(insert(table, table.size(), bytes({0}))));
    check_alike(with_table({}));
    Bytes many = table;
    many[16] = std::byte{255};
    check_left(with_table(many));
}

TEST_CASE("a code that no table has is libjpeg's, wherever in a block it is") {
    const std::string bad(16, '1');
    check_left(hand_baseline(2, usual_ac, bad + "00 00 00"));
    check_left(hand_baseline(2, usual_ac, "00 " + bad + "00 00"));
    check_left(hand_baseline(2, usual_ac, "00 100 1 " + bad + "00 00"));
    check_left(hand_baseline(2, usual_ac, "00 100 1 100 1 100 1" + bad + "00 00"));
    check_left(hand_baseline(2, usual_ac, "00 00 " + bad + "00"));
}

TEST_CASE("a block may be filled to its last coefficient, not beyond") {
    check_taken(hand_baseline(2, usual_ac, "00 100 1 100 1 100 1 101 1  00 00"));
    check_left(hand_baseline(2, usual_ac, "00 100 1 100 1 100 1 100 1  00 00"));
    check_left(hand_baseline(2, usual_ac, "00 1100 1100 1100 100 1  00 00"));
    check_taken(hand_baseline(2, usual_ac, "00 1100 1100 1100 101 1  00 00"));
    check_left(hand_baseline(2, usual_ac, "00 1100 1100 1100 1100  00 00"));
}

TEST_CASE("chained runs of zeros of one bit each never become an end of block") {
    const HandCode zeros{{0xF0}, {0x00}, {0x01}, {0xF1}};
    for (const int count : {3, 4, 5, 7, 8, 9, 11, 12, 16, 24}) {
        CAPTURE(count);
        const std::string run(static_cast<std::size_t>(count), '0');
        check_alike(hand_baseline(4, zeros, "00" + run + "10 00 10 00 10 00 10"));
        check_alike(hand_baseline(4, zeros, "00 110 1" + run + "10 00 10 00 10 00 10"));
        if (count > 3) {
            CHECK_FALSE(is_taken(hand_baseline(1, zeros, "00" + run + "10"), 1));
        }
    }
    check_taken(hand_baseline(2, zeros, "00 000 10 00 10"));
}

TEST_CASE("DC differences of more bits than 8-bit samples have are libjpeg's") {
    check_alike(hand_baseline(1, usual_ac, "110 10000000000 00"));
    check_left(hand_baseline(1, usual_ac, "1110 100000000000 00"));
    check_left(with_byte(photo(), JpegMarker::dht, 17, 16));
    check_left(with_byte(photo(), JpegMarker::dht, 17, 255));
}

TEST_CASE("coefficients that no picture has are libjpeg's at every scale that needs them") {
    // 1024 + 1024 as a difference on a difference, at a step of 1.
    check_left(hand_baseline(2, usual_ac, "110 11111111111 00  110 11111111111 00"));
    auto pieces = split_jpeg(hand_baseline(1, usual_ac, "110 10000000000 00"));
    piece_of(pieces, JpegMarker::dqt).payload[1] = std::byte{255};
    check_left(join_jpeg(pieces));
}

TEST_CASE("restart markers must be where they belong, in their order") {
    for (const bool progressive : {false, true}) {
        CAPTURE(progressive);
        const auto sound = photo_with_restarts(progressive);
        check_taken(join_jpeg(sound));
        SUBCASE("one is missing") {
            auto pieces = sound;
            erase(data_of(pieces), restart_at(data_of(pieces), 2), 2);
            check_left(join_jpeg(pieces));
        }
        SUBCASE("one comes twice") {
            auto pieces = sound;
            Bytes& data = data_of(pieces);
            data = insert(data, restart_at(data, 1), bytes({0xFF, 0xD1}));
            check_left(join_jpeg(pieces));
        }
        SUBCASE("one has another's number") {
            for (const int number : {0xD0, 0xD1, 0xD3, 0xD7}) {
                auto pieces = sound;
                data_of(pieces)[restart_at(data_of(pieces), 2) + 1] =
                    static_cast<std::byte>(number);
                check_left(join_jpeg(pieces));
            }
        }
        SUBCASE("two have changed places") {
            auto pieces = sound;
            Bytes& data = data_of(pieces);
            std::swap(data[restart_at(data, 1) + 1], data[restart_at(data, 2) + 1]);
            check_left(join_jpeg(pieces));
        }
        SUBCASE("one too many stands at the end") {
            auto pieces = sound;
            Bytes& data = data_of(pieces);
            std::size_t count = 0;
            for (std::size_t i = 0; i + 1 < data.size(); ++i) {
                count += data[i] == std::byte{0xFF} && data[i + 1] != std::byte{0} ? 1U : 0U;
            }
            append(data, bytes({0xFF, 0xD0 + static_cast<int>(count % 8)}));
            check_left(join_jpeg(pieces));
        }
        SUBCASE("nobody said that there would be any") {
            check_left(without(sound, JpegMarker::dri));
        }
        SUBCASE("they were said to come at other places") {
            check_left(with_byte(sound, JpegMarker::dri, 1, 3));
            check_left(with_byte(sound, JpegMarker::dri, 1, 1));
            check_left(with_byte(sound, JpegMarker::dri, 1, 0));
        }
        SUBCASE("what says so has a wrong length") {
            auto pieces = sound;
            piece_of(pieces, JpegMarker::dri).payload.push_back(std::byte{0});
            check_left(join_jpeg(pieces));
        }
    }
}

TEST_CASE("bytes left over before a marker are libjpeg's") {
    for (const bool progressive : {false, true}) {
        for (const Bytes& more : {bytes({0}), bytes({0x5A}), bytes({1, 2, 3}), bytes({0xFF, 0})}) {
            auto pieces = photo_with_restarts(progressive);
            append(data_of(pieces), more);
            check_left(join_jpeg(pieces));
            pieces = photo_with_restarts(progressive);
            Bytes& data = data_of(pieces);
            data = insert(data, restart_at(data, 1), more);
            check_left(join_jpeg(pieces));
        }
    }
}

TEST_CASE("data that ends early is libjpeg's, whatever follows") {
    for (const bool progressive : {false, true}) {
        for (const std::size_t lost : {1UL, 2UL, 3UL, 10UL, 50UL}) {
            auto pieces = photo(progressive);
            Bytes& data = data_of(pieces);
            data.resize(data.size() - lost);
            check_left(join_jpeg(pieces));
        }
    }
}

TEST_CASE("fill bytes before a marker make no difference that could be seen") {
    for (const bool progressive : {false, true}) {
        for (const int count : {1, 2, 5}) {
            auto pieces = photo(progressive);
            data_of(pieces).insert(data_of(pieces).end(), static_cast<std::size_t>(count),
                                   std::byte{0xFF});
            check_alike(join_jpeg(pieces));
            check_alike(with_piece(photo(progressive), {0, bytes({0xFF})}, JpegMarker::dht));
        }
    }
}

TEST_CASE("a number of lines after the scan, and other markers of no known kind, are libjpeg's") {
    for (const bool progressive : {false, true}) {
        check_left(
            with_piece(photo(progressive), {JpegMarker::dnl, bytes({0, 34})}, JpegMarker::eoi));
        for (const int marker : {0x01, 0x02, 0xC8, 0xD0, 0xDE, 0xDF, 0xF0, 0xFD}) {
            CAPTURE(marker);
            check_left(with_piece(photo(progressive), {marker, bytes({0, 0})}, JpegMarker::sos));
        }
    }
}

TEST_CASE("comments and application data are taken wherever they may stand") {
    for (const bool progressive : {false, true}) {
        for (const int marker : {JpegMarker::com, 0xE1, 0xE2, 0xED, 0xEF}) {
            for (const int before : {JpegMarker::dqt, JpegMarker::dht, JpegMarker::sos}) {
                check_taken(with_piece(photo(progressive), {marker, to_bytes("anything")}, before));
            }
        }
    }
}

TEST_CASE("a file that ends anywhere but at its end is libjpeg's") {
    for (const bool progressive : {false, true}) {
        const Bytes file = make_jpeg({.width = 17,
                                      .height = 9,
                                      .luma_x = 2,
                                      .luma_y = 2,
                                      .progressive = progressive,
                                      .content = JpegContent::noise,
                                      .restart_mcus = 1});
        check_taken(file);
        for (std::size_t size = 1; size < file.size(); ++size) {
            CAPTURE(size);
            check_left(cut(file, size));
        }
    }
}

TEST_CASE("what follows the end is nobody's business") {
    for (const bool progressive : {false, true}) {
        Bytes file = join_jpeg(photo(progressive));
        append(file, bytes({0xFF, 0xD8, 1, 2, 3}));
        check_taken(file);
    }
}

TEST_CASE("quantisation steps of 0 are taken as they are") {
    for (const bool progressive : {false, true}) {
        for (const std::size_t at : {1UL, 2UL, 9UL, 64UL}) {
            check_taken(with_byte(photo(progressive), JpegMarker::dqt, at, 0));
        }
    }
}

TEST_CASE("quantisation tables that are missing, of no kind or of a wrong length are libjpeg's") {
    for (const bool progressive : {false, true}) {
        const auto sound = photo(progressive);
        check_left(without(sound, JpegMarker::dqt, 1));
        check_left(with_byte(sound, JpegMarker::dqt, 0, 4));
        check_alike(with_byte(sound, JpegMarker::dqt, 0, 0x10));
        check_alike(with_byte(sound, JpegMarker::dqt, 0, 0x20));
        auto pieces = sound;
        piece_of(pieces, JpegMarker::dqt).payload.pop_back();
        check_alike(join_jpeg(pieces));
        pieces = sound;
        piece_of(pieces, JpegMarker::dqt).payload.push_back(std::byte{1});
        check_left(join_jpeg(pieces));
    }
}

TEST_CASE("frames that contradict themselves are libjpeg's") {
    for (const int frame : {JpegMarker::sof0, JpegMarker::sof2}) {
        const auto sound = photo(frame == JpegMarker::sof2);
        SUBCASE("two components of one name") {
            check_left(with_byte(sound, frame, 9, 1));
            check_left(with_byte(sound, frame, 12, 2));
        }
        SUBCASE("factors of 0 or beyond 4") {
            for (const int factors : {0x00, 0x01, 0x10, 0x51, 0x15, 0xFF}) {
                check_left(with_byte(sound, frame, 7, factors));
                check_left(with_byte(sound, frame, 10, factors));
            }
        }
        SUBCASE("no pixels on a side") {
            check_left(with_byte(sound, frame, 4, 0));
            check_left(with_byte(sound, frame, 2, 0));
        }
        SUBCASE("other than 8 bits") {
            check_left(with_byte(sound, frame, 0, 12));
            check_left(with_byte(sound, frame, 0, 7));
        }
        SUBCASE("a second frame") {
            auto pieces = sound;
            const JpegPiece again = piece_of(pieces, frame);
            check_left(with_piece(sound, again, JpegMarker::sos));
        }
        SUBCASE("no frame") {
            check_left(without(sound, frame));
        }
        SUBCASE("a length that does not fit the components") {
            auto pieces = sound;
            piece_of(pieces, frame).payload.push_back(std::byte{0});
            check_left(join_jpeg(pieces));
        }
        SUBCASE("two components, or four") {
            check_left(with_byte(sound, frame, 5, 2));
            check_left(with_byte(sound, frame, 5, 4));
        }
    }
}

TEST_CASE("scans of a sequential file that are not one whole are right or libjpeg's") {
    const auto sound = photo();
    auto pieces = sound;
    const JpegPiece scan = piece_of(pieces, JpegMarker::sos);
    const JpegPiece data = piece_of(pieces, 0);
    SUBCASE("the same once more") {
        pieces.insert(pieces.end() - 1, {scan, data});
        check_left(join_jpeg(pieces));
    }
    SUBCASE("a component that there is not") {
        check_left(with_byte(sound, JpegMarker::sos, 1, 9));
    }
    SUBCASE("a component twice") {
        check_left(with_byte(sound, JpegMarker::sos, 3, 1));
    }
    SUBCASE("tables that there are not") {
        for (const int tables : {0x20, 0x02, 0x33, 0x40, 0x04, 0xFF}) {
            check_left(with_byte(sound, JpegMarker::sos, 2, tables));
        }
    }
    SUBCASE("bands and bits, which only progressive files have") {
        check_left(with_byte(sound, JpegMarker::sos, 7, 1));
        check_left(with_byte(sound, JpegMarker::sos, 8, 62));
        check_left(with_byte(sound, JpegMarker::sos, 8, 64));
        check_left(with_byte(sound, JpegMarker::sos, 9, 1));
        check_left(with_byte(sound, JpegMarker::sos, 9, 0x10));
    }
    SUBCASE("fewer components than there are") {
        piece_of(pieces, JpegMarker::sos).payload = hand_scan(1, 0x00, 0, 63, 0);
        check_left(join_jpeg(pieces));
    }
    SUBCASE("a length that does not fit") {
        piece_of(pieces, JpegMarker::sos).payload.push_back(std::byte{0});
        check_left(join_jpeg(pieces));
        check_left(with_byte(sound, JpegMarker::sos, 0, 0));
        check_left(with_byte(sound, JpegMarker::sos, 0, 5));
    }
    SUBCASE("none") {
        check_left(without(sound, JpegMarker::sos));
    }
}

TEST_CASE("files without any header that says their colours, or with an odd one, are alike") {
    auto pieces = photo();
    check_alike(without(pieces, JpegMarker::app0));
    for (const int transform : {0, 1, 2, 7}) {
        const JpegPiece adobe{JpegMarker::app14,
                              bytes({'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform})};
        check_alike(with_piece(pieces, adobe, JpegMarker::dqt));
        auto bare = pieces;
        bare.erase(bare.begin() + 1);
        check_alike(with_piece(bare, adobe, JpegMarker::dqt));
    }
    check_alike(with_byte(pieces, JpegMarker::app0, 5, 9));
    auto shorter = pieces;
    piece_of(shorter, JpegMarker::app0).payload.resize(6);
    check_alike(join_jpeg(shorter));
}

TEST_CASE("single bits flipped anywhere in a sequential file give the same answer by both") {
    for (const int restart : {0, 1}) {
        const Bytes file = make_jpeg({.width = 25,
                                      .height = 17,
                                      .luma_x = 2,
                                      .content = JpegContent::noise,
                                      .restart_mcus = restart,
                                      .optimized = true});
        Bytes broken = file;
        for (std::size_t at = 2; at < file.size(); ++at) {
            CAPTURE(at);
            broken[at] ^= static_cast<std::byte>(1U << at * 5 % 8);
            check_alike(broken);
            broken[at] = file[at];
        }
    }
}

TEST_CASE("a picture of many megapixels without data is given up soon") {
    auto pieces = photo();
    Bytes& frame = piece_of(pieces, JpegMarker::sof0).payload;
    frame[1] = frame[3] = std::byte{0x3F};
    const Bytes file = join_jpeg(pieces);
    const auto info = probe(file, {});
    REQUIRE(info);
    const auto begin = std::chrono::steady_clock::now();
    for (const int scale : jpeg_scales) {
        CodecWorkspace workspace;
        RowCounter sink;
        const auto accepted = decode_plain_jpeg(
            ByteSource(file), *info, {.scale_eighths = scale, .ycbcr = true}, workspace, sink);
        REQUIRE(accepted);
        CHECK_FALSE(*accepted);
        CHECK(sink.asked() <= 64);
    }
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}
