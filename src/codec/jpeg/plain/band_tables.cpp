#include "codec/jpeg/plain/band_tables.h"

#include <algorithm>

namespace imgbatch {
namespace {

BandSymbol make_symbol(unsigned code_bits, unsigned value, unsigned max_size) {
    const unsigned run = value >> 4;
    const unsigned size = value & 15;
    if (size > 0) {
        return size <= max_size ? BandSymbol(BandSymbol::number, code_bits, size, run)
                                : BandSymbol();
    }
    return run == 15 ? BandSymbol(BandSymbol::zeros, code_bits, 0, run)
                     : BandSymbol(BandSymbol::end, code_bits, run, 0);
}

} // namespace

BandTable::BandTable(const HuffmanCode& huffman, unsigned max_size)
    : long_(huffman), max_size_(max_size) {
    for_each_code(huffman, [this](std::uint32_t code, int length, std::uint8_t value) {
        const auto bits = static_cast<unsigned>(length);
        if (bits <= window) {
            const auto first = short_.begin() + static_cast<std::ptrdiff_t>(code) *
                                                    (std::ptrdiff_t{1} << (window - bits));
            std::fill(first, first + (std::ptrdiff_t{1} << (window - bits)),
                      make_symbol(bits, value, max_size_));
        }
    });
}

BandSymbol BandTable::find_long(std::uint64_t bits) const {
    const auto found = long_.find(static_cast<std::uint32_t>(bits >> 48));
    return found.length > 0
               ? make_symbol(static_cast<unsigned>(found.length), found.symbol, max_size_)
               : BandSymbol();
}

RefineBandTable::RefineBandTable(const HuffmanCode& huffman) : BandTable(huffman, 1) {
    for (std::uint32_t bits = 0; bits < runs_.size(); ++bits) {
        runs_[bits] = make_run(bits);
    }
}

/// As many symbols as lie in a window that holds `bits`. Their places are bounded by what the sets
/// can tell, so that chained zeros never come to what stands for the band's end.
RefineBandTable::Run RefineBandTable::make_run(std::uint32_t bits) const {
    constexpr std::uint32_t first = std::uint32_t{1} << 31;
    Run run;
    unsigned used = 0;
    unsigned place = 0;
    bool ended = false;
    while (!ended) {
        const std::uint32_t rest = bits << used & ((1U << window) - 1);
        const BandSymbol symbol = find_short(rest);
        const unsigned next = place + symbol.run() + 1;
        if (symbol.kind() == BandSymbol::none || used + symbol.total_bits() > window ||
            next > max_run) {
            break;
        }
        if (symbol.kind() == BandSymbol::end) {
            if (symbol.size() > 0) {
                break;
            }
            ended = true;
            place += run_end;
        } else {
            place = next;
        }
        if (symbol.is_number()) {
            run.fresh |= first >> (place - 1);
            const bool positive = (rest >> (window - symbol.total_bits()) & 1) != 0;
            run.negative |= positive ? 0 : first >> (place - 1);
        }
        used += symbol.total_bits();
    }
    if (used > 0) {
        run.bits = static_cast<std::uint8_t>(used);
        run.advance = static_cast<std::uint8_t>(place);
    }
    return run;
}

} // namespace imgbatch
