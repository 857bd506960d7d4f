#include "codec/support/jpeg_mutator.h"

#include "codec/support/bytes.h"
#include "codec/support/jpeg_maker.h"
#include "codec/support/jpeg_pieces.h"

#include <algorithm>
#include <array>
#include <utility>

namespace imgbatch::test {
namespace {

using Pieces = std::vector<JpegPiece>;

/// Chance, with the words that changes are written in.
class Dice {
public:
    explicit Dice(std::mt19937& random) : random_(random) {}

    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
    std::byte byte() { return static_cast<std::byte>(random_()); }
    template <std::size_t n>
    int one_of(const std::array<int, n>& values) {
        return values[below(n)];
    }
    std::mt19937& random() { return random_; }

private:
    std::mt19937& random_;
};

/// Any piece with this marker, or null.
JpegPiece* any_of(Pieces& pieces, int marker, Dice& dice) {
    std::vector<JpegPiece*> found;
    for (JpegPiece& piece : pieces) {
        if (piece.marker == marker && !piece.payload.empty()) {
            found.push_back(&piece);
        }
    }
    return found.empty() ? nullptr : found[dice.below(found.size())];
}

void set_byte(Bytes& bytes, std::size_t at, int value) {
    if (at < bytes.size()) {
        bytes[at] = static_cast<std::byte>(value);
    }
}

/// Bits, bytes, runs of zeros and ones, and whole stretches of chance in a scan's data.
void change_scan_data(Bytes& data, Dice& dice) {
    const std::size_t at = dice.below(data.size());
    const std::size_t run = std::min(1 + dice.below(40), data.size() - at);
    switch (dice.below(6)) {
    case 0:
    case 1:
        data[at] ^= static_cast<std::byte>(1U << dice.below(8));
        break;
    case 2:
        data[at] = dice.byte();
        break;
    case 3:
        std::fill_n(data.begin() + static_cast<std::ptrdiff_t>(at), run, std::byte{0});
        break;
    case 4: // ones, stuffed
        for (std::size_t i = 0; i + 1 < run; i += 2) {
            data[at + i] = std::byte{0xFF};
            data[at + i + 1] = std::byte{0};
        }
        break;
    default:
        for (std::size_t i = 0; i < run; ++i) {
            data[at + i] = std::min(dice.byte(), std::byte{0xFE});
        }
    }
}

/// Lengths of a scan's data: cut, doubled, with bytes or markers within or behind.
void change_scan_length(Bytes& data, Dice& dice) {
    const std::size_t at = dice.below(data.size());
    const auto restart = [&dice] {
        return bytes({0xFF, JpegMarker::rst0 + static_cast<int>(dice.below(8))});
    };
    switch (dice.below(7)) {
    case 0:
        data.resize(data.size() - 1 - dice.below(std::min(data.size(), std::size_t{4})));
        break;
    case 1:
        data.resize(at);
        break;
    case 2:
        data.push_back(dice.byte());
        break;
    case 3:
        append(data, bytes({0xFF}));
        break;
    case 4:
        data = insert(data, at, restart());
        break;
    case 5:
        append(data, restart());
        break;
    default:
        data =
            insert(data, at,
                   cut(ByteView(data).subspan(at), std::min(data.size() - at, 1 + dice.below(9))));
    }
}

/// Another number for, or the loss of, a restart marker.
void change_restart(Bytes& data, Dice& dice) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i + 1 < data.size(); ++i) {
        if (data[i] == std::byte{0xFF} && (data[i + 1] & std::byte{0xF8}) == std::byte{0xD0}) {
            found.push_back(i);
        }
    }
    if (found.empty()) {
        return;
    }
    const std::size_t at = found[dice.below(found.size())];
    if (dice.below(2) == 0) {
        data[at + 1] = static_cast<std::byte>(JpegMarker::rst0 + static_cast<int>(dice.below(8)));
    } else {
        const auto from = data.begin() + static_cast<std::ptrdiff_t>(at);
        data.erase(from, from + 2);
    }
}

void change_huffman(Bytes& table, Dice& dice) {
    constexpr std::size_t counts = 17;
    switch (dice.below(4)) {
    case 0: { // one code more here, one less there
        const std::size_t a = 1 + dice.below(16);
        const std::size_t b = 1 + dice.below(16);
        if (b < table.size() && a < table.size() && table[a] != std::byte{0}) {
            set_byte(table, a, std::to_integer<int>(table[a]) - 1);
            set_byte(table, b, std::to_integer<int>(table[b]) + 1);
        }
        break;
    }
    case 1:
        set_byte(table, dice.below(counts), static_cast<int>(dice.below(24)));
        break;
    case 2: // symbols that are special: end of block, sixteen zeros, runs of blocks, long ones
        set_byte(table, counts + dice.below(table.size()),
                 dice.one_of(std::array{0x00, 0xF0, 0x10, 0xE0, 0xF1, 0x01, 0x0A, 0x0B, 0x0C, 0x0F,
                                        0xFF, 0x71, 0xFA}));
        break;
    default:
        if (table.size() > counts + 1) {
            std::swap(table[counts + dice.below(table.size() - counts)],
                      table[counts + dice.below(table.size() - counts)]);
        }
    }
}

void change_scan_header(Bytes& header, Dice& dice) {
    if (header.size() < 4) {
        return;
    }
    const std::size_t end = header.size();
    switch (dice.below(5)) {
    case 0:
        set_byte(header, end - 3, dice.one_of(std::array{0, 1, 2, 5, 6, 62, 63, 64}));
        break;
    case 1:
        set_byte(header, end - 2, dice.one_of(std::array{0, 1, 2, 5, 6, 62, 63, 64}));
        break;
    case 2:
        set_byte(
            header, end - 1,
            dice.one_of(std::array{0x00, 0x01, 0x02, 0x10, 0x20, 0x21, 0x32, 0x0D, 0x0E, 0x11}));
        break;
    case 3:
        set_byte(header, 2, dice.one_of(std::array{0x00, 0x01, 0x10, 0x11, 0x22, 0x33, 0x44}));
        break;
    default:
        set_byte(header, dice.below(end), static_cast<int>(dice.below(5)));
    }
}

void change_frame(Bytes& frame, Dice& dice) {
    switch (dice.below(5)) {
    case 0: // a side, a little
        set_byte(frame, dice.below(2) == 0 ? 2 : 4, static_cast<int>(dice.below(140)));
        break;
    case 1: // factors
        set_byte(frame, 7 + 3 * dice.below(3),
                 dice.one_of(std::array{0x11, 0x12, 0x21, 0x22, 0x41, 0x14, 0x31, 0x01, 0x20}));
        break;
    case 2: // quantisation table
        set_byte(frame, 8 + 3 * dice.below(3), static_cast<int>(dice.below(5)));
        break;
    case 3: // name of a component
        set_byte(frame, 6 + 3 * dice.below(3), static_cast<int>(dice.below(5)));
        break;
    default:
        set_byte(frame, dice.below(frame.size()), std::to_integer<int>(dice.byte()));
    }
}

void change_quantisation(Bytes& table, Dice& dice) {
    set_byte(table, dice.below(4) == 0 ? 0 : dice.below(table.size()),
             dice.one_of(std::array{0, 1, 2, 16, 99, 255}));
}

/// A marker that sound files may have, and some that they may not.
JpegPiece odd_piece(Dice& dice) {
    switch (dice.below(6)) {
    case 0:
        return {JpegMarker::com, to_bytes("no comment")};
    case 1: {
        Bytes interval;
        append_number(interval, dice.below(9), 2, true);
        return {JpegMarker::dri, interval};
    }
    case 2:
        return {JpegMarker::dnl, bytes({0, 8})};
    case 3:
        return {0, bytes({0xFF})}; // a fill byte
    case 4:
        return {0, Bytes(1 + dice.below(3), dice.byte())};
    default:
        return {static_cast<int>(1 + dice.below(254)), Bytes(dice.below(20), dice.byte())};
    }
}

/// Pieces lost, doubled, swapped, new, or those of another file.
void change_order(Pieces& pieces, const std::vector<Bytes>& seeds, Dice& dice) {
    const std::size_t at = dice.below(pieces.size());
    const auto here = pieces.begin() + static_cast<std::ptrdiff_t>(at);
    switch (dice.below(5)) {
    case 0:
        if (pieces.size() > 2) {
            pieces.erase(here);
        }
        break;
    case 1: {
        const JpegPiece copy = *here;
        pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(dice.below(pieces.size())),
                      copy);
        break;
    }
    case 2:
        std::swap(*here, pieces[dice.below(pieces.size())]);
        break;
    case 3:
        pieces.insert(here, odd_piece(dice));
        break;
    default: {
        Pieces other = split_jpeg(seeds[dice.below(seeds.size())]);
        if (const JpegPiece* piece = any_of(other, here->marker, dice)) {
            *here = *piece;
        }
    }
    }
}

void change(Pieces& pieces, const std::vector<Bytes>& seeds, Dice& dice) {
    using Change = void (*)(Bytes&, Dice&);
    constexpr int frame = -1;
    static constexpr std::array<std::pair<int, Change>, 9> changes{
        {{0, change_scan_data},
         {0, change_scan_data},
         {0, change_scan_data},
         {0, change_scan_length},
         {0, change_restart},
         {JpegMarker::dht, change_huffman},
         {JpegMarker::sos, change_scan_header},
         {frame, change_frame},
         {JpegMarker::dqt, change_quantisation}}};
    const std::size_t which = dice.below(changes.size() + 1);
    if (which == changes.size()) {
        change_order(pieces, seeds, dice);
        return;
    }
    const auto& [marker, work] = changes[which];
    JpegPiece* piece = marker == frame ? nullptr : any_of(pieces, marker, dice);
    for (int sof = JpegMarker::sof0; marker == frame && piece == nullptr && sof <= 0xC2; ++sof) {
        piece = any_of(pieces, sof, dice);
    }
    if (piece != nullptr && !piece->payload.empty()) {
        work(piece->payload, dice);
    }
}

} // namespace

Bytes mutate_jpeg(const std::vector<Bytes>& seeds, std::size_t which, std::mt19937& random) {
    Dice dice(random);
    if (dice.below(10) == 0) {
        return mutate(seeds[which], random);
    }
    Pieces pieces = split_jpeg(seeds[which]);
    const std::size_t changes = 1 + dice.below(dice.below(3) == 0 ? 4 : 1);
    for (std::size_t i = 0; i < changes && !pieces.empty(); ++i) {
        change(pieces, seeds, dice);
    }
    return join_jpeg(pieces);
}

Bytes make_fuzz_input(const std::vector<Bytes>& seeds, std::uint64_t seed, std::uint64_t index) {
    std::seed_seq numbers{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
                          static_cast<std::uint32_t>(index),
                          static_cast<std::uint32_t>(index >> 32U)};
    std::mt19937 random(numbers);
    return mutate_jpeg(seeds, random() % seeds.size(), random);
}

} // namespace imgbatch::test
