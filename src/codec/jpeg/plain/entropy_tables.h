/// Look-up tables that turn bits into DC differences and AC coefficients.
#pragma once

#include "codec/jpeg/plain/bit_window.h"
#include "codec/jpeg/plain/huffman_code.h"

#include <array>
#include <cstdint>

namespace imgbatch {

/// One symbol: a code and the number whose size it names. Laid out for look-ups; 0 is no symbol.
struct Symbol {
    std::uint32_t packed = 0;

    Symbol() = default;
    Symbol(unsigned code_bits, unsigned size, unsigned advance)
        : packed((code_bits + size) | code_bits << 8 | (63 - size) << 16 | advance << 24) {}

    explicit operator bool() const { return packed != 0; }
    /// Of code and number, at most BitWindow::longest_symbol.
    [[nodiscard]] unsigned total_bits() const { return packed & 0xFF; }
    [[nodiscard]] unsigned code_bits() const { return packed >> 8 & 0x3F; }
    [[nodiscard]] unsigned size() const { return 63 - (packed >> 16 & 0x3F); }
    /// The number alone, taken from the bits that this symbol was found in.
    [[nodiscard]] std::int32_t number(std::uint64_t bits) const {
        return extend(bits, code_bits(), packed >> 16 & 0x3F);
    }
    /// AC: by how much the place in the block moves on.
    [[nodiscard]] unsigned advance() const { return packed >> 24; }
};

/// Places in a block count from 1, the first AC coefficient, in zigzag order; 64 is the end. A
/// symbol at `place` leaves its coefficient at place + advance - 1. The end of block moves on by
/// this much, so that one addition serves all symbols and what is left tells how a block ended.
inline constexpr unsigned end_of_block = 128 + 1;
/// No place reached by one symbol from within a block is beyond this.
inline constexpr unsigned max_place = 63 + end_of_block;

/// Not even that: where blocks go that are none.
inline constexpr unsigned no_place = 65;

/// Whether a block may end, or go on, at a place reached by symbols that belong to it: exactly at
/// the end, or by an end of block from before it.
constexpr bool is_sound_place(unsigned place) {
    return (place & ~128U) <= 64;
}

/// The symbol that `value`, with a code of `code_bits`, is in a table of DC differences (sizes to
/// 11, as 8-bit samples have them) or of the AC coefficients of sequential scans; or none.
Symbol make_dc_symbol(unsigned code_bits, unsigned value);
Symbol make_ac_symbol(unsigned code_bits, unsigned value);

/// Symbols one by one, looked up by their first `window` bits where those are enough.
template <unsigned window, Symbol (*make)(unsigned code_bits, unsigned value)>
class SymbolTable {
public:
    /// For a sound code.
    explicit SymbolTable(const HuffmanCode& huffman);

    /// The symbol that `bits`, the next one on top, begin with; none where there is no such code.
    [[nodiscard]] Symbol find(std::uint64_t bits) const {
        const Symbol symbol = short_[bits >> (64 - window)];
        return symbol ? symbol : find_long(bits);
    }

private:
    [[nodiscard]] Symbol find_long(std::uint64_t bits) const;

    std::array<Symbol, 1U << window> short_{};
    LongCodes long_;
};

using DcTable = SymbolTable<9, make_dc_symbol>;
using AcTable = SymbolTable<10, make_ac_symbol>;
extern template class SymbolTable<9, make_dc_symbol>;
extern template class SymbolTable<10, make_ac_symbol>;

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
