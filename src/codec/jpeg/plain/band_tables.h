/// Look-up tables for the AC scans of progressive files: T.81, G.1.2.2 and G.1.2.3.
#pragma once

#include "codec/jpeg/plain/huffman_code.h"

#include <array>
#include <cstdint>

namespace imgbatch {

/// One symbol of an AC scan; 0 is none.
class BandSymbol {
public:
    enum Kind : std::uint32_t {
        none = 0,
        number, ///< `run` zeros, then a coefficient whose `size` bits follow the code
        zeros,  ///< sixteen zeros
        end     ///< the band ends here for 2^size blocks and as many more as `size` bits say
    };

    BandSymbol() = default;
    BandSymbol(Kind kind, unsigned code_bits, unsigned size, unsigned run)
        : packed_((code_bits + size) | code_bits << 8 | (63 - size) << 16 | run << 24 |
                  kind << 30) {}

    [[nodiscard]] bool is_number() const { return packed_ >> 30 == number; }
    [[nodiscard]] Kind kind() const { return static_cast<Kind>(packed_ >> 30); }
    /// Of the code and what follows it: at most 16 + 15.
    [[nodiscard]] unsigned total_bits() const { return packed_ & 0xFF; }
    [[nodiscard]] unsigned code_bits() const { return packed_ >> 8 & 0xFF; }
    [[nodiscard]] unsigned size() const { return 63 - (packed_ >> 16 & 63); }
    /// 63 - size(): by how much a number on top of 63 bits is shifted down.
    [[nodiscard]] unsigned shift() const { return packed_ >> 16 & 63; }
    [[nodiscard]] unsigned run() const { return packed_ >> 24 & 15; }

    /// An end's blocks, the one at hand included; `bits` are those it was found in.
    [[nodiscard]] std::uint32_t ended_blocks(std::uint64_t bits) const {
        return (1U << size()) + static_cast<std::uint32_t>((bits << code_bits()) >> 1 >> shift());
    }

private:
    std::uint32_t packed_ = 0;
};

/// Symbols one by one.
class BandTable {
public:
    /// For a sound code. Symbols whose numbers have more than `max_size` bits are none.
    BandTable(const HuffmanCode& huffman, unsigned max_size);

    /// The symbol that `bits`, the next one on top, begin with.
    [[nodiscard]] BandSymbol find(std::uint64_t bits) const {
        const BandSymbol symbol = short_[bits >> (64 - window)];
        return symbol.kind() != BandSymbol::none ? symbol : find_long(bits);
    }

    static constexpr unsigned window = 10;
    /// The one in a window of so many bits, none where it does not fit: for making other tables.
    [[nodiscard]] BandSymbol find_short(std::uint32_t bits) const { return short_[bits]; }

private:
    [[nodiscard]] BandSymbol find_long(std::uint64_t bits) const;

    std::array<BandSymbol, 1U << window> short_{};
    LongCodes long_;
    unsigned max_size_;
};

/// For scans that send a coefficient's first bits.
class FirstBandTable : public BandTable {
public:
    explicit FirstBandTable(const HuffmanCode& huffman) : BandTable(huffman, 15) {}
};

/// For scans that send one more bit.
class RefineBandTable : public BandTable {
public:
    explicit RefineBandTable(const HuffmanCode& huffman);

    /// Consecutive symbols of one block in which no other coefficient lies among the zeros, so that
    /// no bits for such come between.
    struct Run {
        std::uint32_t fresh = 0;    ///< which ones are no longer zero: bit 31 for the first place
        std::uint32_t negative = 0; ///< and are negative
        std::uint8_t bits = 0;
        /// Places. An end of the band for this block alone counts as run_end.
        std::uint8_t advance = no_run;
    };
    static constexpr unsigned max_run = 32;
    static constexpr unsigned run_end = 128 + 1;

    /// What the next bits hold, as much of it as is found at once. Not to be followed where it
    /// leads to no sound place: there find() knows.
    [[nodiscard]] const Run& find_run(std::uint64_t bits) const {
        return runs_[bits >> (64 - window)];
    }

private:
    static constexpr std::uint8_t no_run = 255; ///< leads from nowhere to a sound place
    [[nodiscard]] Run make_run(std::uint32_t bits) const;

    std::array<Run, 1U << window> runs_;
};

} // namespace imgbatch
