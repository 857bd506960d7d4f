/// Look-up tables that turn bits into DC differences and AC coefficients.
#pragma once

#include "codec/jpeg/plain/huffman_code.h"

#include <array>
#include <cstdint>

namespace imgbatch {

/// One symbol: a code and the number whose size it names. Laid out for look-ups; 0 is no symbol.
struct Symbol {
    std::uint32_t packed = 0;

    Symbol() = default;
    Symbol(unsigned code_bits, unsigned size, unsigned advance)
        : packed((code_bits + size) | code_bits << 8 | size << 16 | advance << 24) {}

    explicit operator bool() const { return packed != 0; }
    /// Of code and number, at most BitWindow::longest_symbol.
    [[nodiscard]] unsigned total_bits() const { return packed & 0x3F; }
    [[nodiscard]] unsigned code_bits() const { return packed >> 8 & 0x1F; }
    [[nodiscard]] unsigned size() const { return packed >> 16 & 0x1F; }
    /// AC: by how much the place in the block moves on.
    [[nodiscard]] unsigned advance() const { return packed >> 24; }
};

/// Places in a block count from 1, the first AC coefficient, in zigzag order; 64 is the end. A
/// symbol at `place` leaves its coefficient at place + advance - 1. The end of block moves on by
/// this much, so that one addition serves all symbols and what is left tells how a block ended.
inline constexpr unsigned end_of_block = 128 + 1;
/// No place reached by one symbol from within a block is beyond this.
inline constexpr unsigned max_place = 63 + end_of_block;

/// Whether a block may end, or go on, at a place reached by symbols that belong to it: exactly at
/// the end, or by an end of block from before it.
constexpr bool is_sound_place(unsigned place) {
    return (place & ~128U) <= 64;
}

/// DC differences: sizes to 11, as 8-bit samples have them.
class DcTable {
public:
    /// For a sound code.
    explicit DcTable(const HuffmanCode& huffman);

    /// The symbol that `bits`, the next one on top, begin with; none where there is no such code.
    [[nodiscard]] Symbol find(std::uint64_t bits) const {
        const Symbol symbol = short_[bits >> (64 - window)];
        return symbol ? symbol : find_long(bits);
    }

private:
    static constexpr unsigned window = 9;
    [[nodiscard]] Symbol find_long(std::uint64_t bits) const;

    std::array<Symbol, 1U << window> short_{};
    LongCodes long_;
};

/// AC coefficients of sequential scans, one by one.
class AcTable {
public:
    /// For a sound code.
    explicit AcTable(const HuffmanCode& huffman);

    /// As DcTable::find().
    [[nodiscard]] Symbol find(std::uint64_t bits) const {
        const Symbol symbol = short_[bits >> (64 - window)];
        return symbol ? symbol : find_long(bits);
    }

private:
    static constexpr unsigned window = 10;
    [[nodiscard]] Symbol find_long(std::uint64_t bits) const;

    std::array<Symbol, 1U << window> short_{};
    LongCodes long_;
};

/// AC coefficients that nobody wants, several at once.
class SkipTable {
public:
    /// For a sound code.
    explicit SkipTable(const HuffmanCode& huffman);

    /// Consecutive symbols of one block: the bits they take and how far they move on, in all.
    struct Run {
        std::uint16_t packed = 0;

        Run() = default;
        Run(unsigned bits, unsigned advance)
            : packed(static_cast<std::uint16_t>(bits | advance << 5)) {}
        [[nodiscard]] unsigned bits() const { return packed & 0x1F; }
        [[nodiscard]] unsigned advance() const { return packed >> 5; }
    };

    /// What the next bits, the first one on top, hold. Not to be followed where it leads to no
    /// sound place: then it takes part of the next block, or is no symbol; AcTable::find() knows.
    [[nodiscard]] Run find(std::uint64_t bits) const { return runs_[bits >> (64 - window)]; }

private:
    static constexpr unsigned window = 12;

    std::array<Run, 1U << window> runs_;
};

} // namespace imgbatch
