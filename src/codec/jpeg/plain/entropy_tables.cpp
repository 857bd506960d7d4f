#include "codec/jpeg/plain/entropy_tables.h"

#include <algorithm>

namespace imgbatch {
namespace {

constexpr unsigned max_dc_size = 11;
constexpr unsigned whole_zero_run = 16;

/// Puts `symbol` wherever a window of `window` bits begins with its code.
template <class Table>
void place(Table& table, unsigned window, std::uint32_t code, unsigned length, Symbol symbol) {
    if (length > window) {
        return;
    }
    const auto first = table.begin() + static_cast<std::ptrdiff_t>(code << (window - length));
    std::fill(first, first + (std::ptrdiff_t{1} << (window - length)), symbol);
}

} // namespace

Symbol make_dc_symbol(unsigned code_bits, unsigned value) {
    return value <= max_dc_size ? Symbol(code_bits, value, 0) : Symbol();
}

// A size of 0 is an end of block or sixteen zeros; with other runs it means nothing.
Symbol make_ac_symbol(unsigned code_bits, unsigned value) {
    const unsigned run = value >> 4;
    const unsigned size = value & 15;
    if (size > 0) {
        return {code_bits, size, run + 1};
    }
    if (run == 0) {
        return {code_bits, 0, end_of_block};
    }
    return run + 1 == whole_zero_run ? Symbol(code_bits, 0, whole_zero_run) : Symbol();
}

template <unsigned window, Symbol (*make)(unsigned, unsigned)>
SymbolTable<window, make>::SymbolTable(const HuffmanCode& huffman) : long_(huffman) {
    for_each_code(huffman, [this](std::uint32_t code, int length, std::uint8_t value) {
        const auto code_bits = static_cast<unsigned>(length);
        place(short_, window, code, code_bits, make(code_bits, value));
    });
}

template <unsigned window, Symbol (*make)(unsigned, unsigned)>
Symbol SymbolTable<window, make>::find_long(std::uint64_t bits) const {
    const auto found = long_.find(static_cast<std::uint32_t>(bits >> 48));
    return found.length > 0 ? make(static_cast<unsigned>(found.length), found.symbol) : Symbol();
}

template class SymbolTable<9, make_dc_symbol>;
template class SymbolTable<10, make_ac_symbol>;

namespace {

using Run = SkipTable::Run;

/// `symbol` and then what `next` holds, as far as one block can reach: chained runs of zeros could
/// otherwise come to what stands for the end of a block.
Run chain(Symbol symbol, Run next) {
    const bool fits = symbol.advance() + (next.advance() & ~128U) <= 64;
    return fits ? Run(symbol.total_bits() + next.bits(), symbol.advance() + next.advance())
                : Run(symbol.total_bits(), symbol.advance());
}

/// `runs` has those of windows of n bits from 2^n on, for all n below `bits`: makes the next ones.
/// A window whose first symbol does not fit into it has none.
template <class Runs>
void make_runs(const HuffmanCode& huffman, unsigned bits, Runs& runs) {
    for_each_code(huffman, [&](std::uint32_t code, int length, std::uint8_t value) {
        const Symbol symbol = make_ac_symbol(static_cast<unsigned>(length), value);
        if (!symbol || symbol.total_bits() > bits) {
            return;
        }
        const bool ends = symbol.advance() == end_of_block;
        const std::size_t rests = std::size_t{1} << (bits - symbol.total_bits());
        Run* run =
            &runs[(std::size_t{1} << bits) + (std::size_t{code} << (bits - symbol.code_bits()))];
        for (std::size_t number = 0; number < std::size_t{1} << symbol.size(); ++number) {
            for (std::size_t rest = 0; rest < rests; ++rest) {
                *run++ = ends ? chain(symbol, Run()) : chain(symbol, runs[rests + rest]);
            }
        }
    });
}

} // namespace

SkipTable::SkipTable(const HuffmanCode& huffman) {
    constexpr unsigned no_advance = 256; // leads from nowhere to a sound place
    std::array<Run, 2U << window> runs{};
    for (unsigned bits = 1; bits <= window; ++bits) {
        make_runs(huffman, bits, runs);
    }
    std::copy(runs.begin() + (1U << window), runs.end(), runs_.begin());
    // What is left: a number that reaches beyond the window, or a code that does, or no code.
    std::array<Symbol, 1U << window> firsts{};
    for_each_code(huffman, [&](std::uint32_t code, int length, std::uint8_t value) {
        const auto code_bits = static_cast<unsigned>(length);
        place(firsts, window, code, code_bits, make_ac_symbol(code_bits, value));
    });
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        if (runs_[i].packed == 0) {
            runs_[i] =
                firsts[i] ? Run(firsts[i].total_bits(), firsts[i].advance()) : Run(0, no_advance);
        }
    }
}

} // namespace imgbatch
