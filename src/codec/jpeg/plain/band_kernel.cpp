#include "codec/jpeg/plain/band_kernel.h"

#include "codec/jpeg/plain/block_tile.h"

#include <algorithm>
#include <bit>

// No vectors here: but the bit instructions that come with the wider ones make the difference.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/plain/band_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Targets whose processors have PDEP.
#undef IMGBATCH_HAS_DEPOSIT
#if HWY_ARCH_X86_64 && HWY_TARGET <= HWY_AVX2
#include <immintrin.h>
#define IMGBATCH_HAS_DEPOSIT 1
#else
#define IMGBATCH_HAS_DEPOSIT 0
#endif

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

constexpr std::uint32_t max_amount = 2047; // as block_tile.h bounds what is dequantised

// Symbols are looked up before the window is refilled, so that the next look-up waits for no load
// but the last look-up's: what a step leaves is always enough for one more code.
static_assert(BitWindow::after_symbol >= 16 && 56 - (16 + 14) >= 16);

HWY_INLINE unsigned count(CoefficientSet set) {
    return static_cast<unsigned>(std::popcount(set));
}
/// The first member; 64 of the empty set.
HWY_INLINE unsigned first_of(CoefficientSet set) {
    return static_cast<unsigned>(std::countl_zero(set));
}

/// Where the two ways differ.
struct PlainDeposit {
    /// The lowest bits of `value` at the places of `mask`, in the same order.
    static HWY_INLINE std::uint64_t deposit(std::uint64_t value, std::uint64_t mask) {
        std::uint64_t result = 0;
        for (; value != 0 && mask != 0; value >>= 1, mask &= mask - 1) {
            result |= (value & 1) != 0 ? mask & (~mask + 1) : 0;
        }
        return result;
    }
    /// Member number `index` of `set`, which has `size` ones.
    static HWY_INLINE CoefficientSet member(CoefficientSet set, unsigned /*size*/, unsigned index) {
        for (; index > 0; --index) {
            set &= ~coefficient(first_of(set));
        }
        return coefficient(first_of(set));
    }
};

#if IMGBATCH_HAS_DEPOSIT
struct FastDeposit {
    static HWY_INLINE std::uint64_t deposit(std::uint64_t value, std::uint64_t mask) {
        return _pdep_u64(value, mask);
    }
    static HWY_INLINE CoefficientSet member(CoefficientSet set, unsigned size, unsigned index) {
        return _pdep_u64(std::uint64_t{1} << (size - 1 - index), set);
    }
};
#else
using FastDeposit = PlainDeposit;
#endif

/// What follows the last needed coefficient of a block, from `place` on. False for what does not
/// end where the band does.
HWY_INLINE bool skip_rest(BandScan& scan, unsigned place, BitWindow& bits) {
    constexpr unsigned ended = 128;
    while (place <= scan.end) {
        const SkipTable::Run run = scan.skip->find(bits.bits());
        bits.refill();
        const unsigned reached = place + run.advance();
        // An end belongs to this block only if it comes before the band's.
        if ((reached & ~ended) <= scan.end + 1) {
            bits.consume(run.bits());
            place = reached;
            continue;
        }
        const BandSymbol symbol = scan.first->find(bits.bits());
        if (symbol.kind() == BandSymbol::none) {
            return false;
        }
        if (symbol.kind() == BandSymbol::end) {
            scan.ended_blocks = symbol.ended_blocks(bits.bits()) - 1;
            place |= ended;
        }
        place += symbol.run() + 1;
        bits.consume(symbol.total_bits());
    }
    return place == scan.end + 1 || place >= ended;
}

HWY_INLINE bool decode_first_block(BandScan& scan, std::int16_t* block, BlockHistory& history,
                                   BitWindow& bits) {
    BlockHistory found{};
    std::uint32_t amounts = 0;
    unsigned place = scan.begin;
    bool ended = false;
    while (place <= scan.last) {
        const BandSymbol symbol = scan.first->find(bits.bits());
        bits.refill();
        if (HWY_UNLIKELY(!symbol.is_number())) {
            if (symbol.kind() == BandSymbol::none) {
                return false;
            }
            ended = symbol.kind() == BandSymbol::end;
            if (ended) {
                scan.ended_blocks = symbol.ended_blocks(bits.bits()) - 1;
                bits.consume(symbol.total_bits());
                break;
            }
            bits.consume(symbol.total_bits());
            place += symbol.run() + 1;
            continue;
        }
        // As extend() in bit_window.h, but sign and amount apart.
        const std::uint64_t number = bits.bits() << symbol.code_bits();
        const auto negative = ~static_cast<std::uint64_t>(static_cast<std::int64_t>(number) >> 63);
        const auto amount = static_cast<std::uint32_t>((number ^ negative) >> 1 >> symbol.shift())
                            << scan.low_bit;
        bits.consume(symbol.total_bits());
        place += symbol.run();
        if (HWY_UNLIKELY(place > scan.end)) {
            return false;
        }
        amounts |= amount;
        found.nonzero |= coefficient(place);
        found.negative |= coefficient(place) & negative;
        block[scan.offsets[place]] = static_cast<std::int16_t>(amount);
        ++place;
    }
    history.nonzero |= found.nonzero;
    history.negative |= found.negative;
    return amounts <= max_amount && (ended || skip_rest(scan, place, bits));
}

int decode_first_band_here(BandScan& scan, const BlockRow& row, int begin, int end,
                           BitWindow& bits_of_reader, const std::uint8_t* low) {
    BitWindow bits = bits_of_reader; // in registers
    bits.refill();
    int block = begin;
    while (block < end && bits.next() <= low) {
        if (scan.ended_blocks > 0) {
            const auto ended = std::min(scan.ended_blocks, static_cast<std::uint32_t>(end - block));
            scan.ended_blocks -= ended;
            block += static_cast<int>(ended);
            continue;
        }
        std::int16_t* numbers =
            row.tiles + block / tile_blocks * scan.tile_size + block % tile_blocks * 2;
        if (!decode_first_block(scan, numbers, row.history[block], bits)) {
            return -1;
        }
        ++block;
    }
    bits_of_reader = bits;
    return block;
}

/// More bits than a symbol leaves for sure.
template <class Deposit>
HWY_NOINLINE CoefficientSet take_many(BitWindow& bits, CoefficientSet set, unsigned size) {
    constexpr unsigned half = 32;
    std::uint64_t value = 0;
    bits.refill();
    if (size > half) {
        value = bits.peek(half);
        bits.consume(half);
        bits.refill();
        size -= half;
    }
    value = value << size | bits.peek(size);
    bits.consume(size);
    return Deposit::deposit(value, set);
}

/// One bit for each member of `set`: those whose bit is 1. After a symbol, or a refill.
template <class Deposit>
HWY_INLINE CoefficientSet take_bits(BitWindow& bits, CoefficientSet set) {
    constexpr unsigned at_hand = 56 - (16 + 14);
    const unsigned size = count(set);
    if (HWY_UNLIKELY(size > at_hand)) {
        return take_many<Deposit>(bits, set, size);
    }
    const std::uint64_t value = bits.bits() >> 1 >> (63 - size);
    bits.consume(size);
    return Deposit::deposit(value, set);
}

/// A block with symbols. `old`: its coefficients of the band that earlier scans have sent.
template <class Deposit>
HWY_INLINE bool refine_block(BandScan& scan, CoefficientSet old, BlockHistory& history,
                             CoefficientSet& changes, BitWindow& bits) {
    const CoefficientSet band = band_of(scan.begin, scan.end);
    const CoefficientSet beyond = coefficients_from(scan.end) >> 1;
    BlockHistory fresh{};
    CoefficientSet changed = 0;
    unsigned place = scan.begin;
    bits.refill();
    while (place <= scan.end) {
        const RefineBandTable::Run& run = scan.refine->find_run(bits.bits());
        bits.refill();
        const CoefficientSet rest = band & coefficients_from(place);
        const CoefficientSet ahead = old & rest;
        const unsigned reached = place + run.advance;
        // Up to the next old one; with none left, an end is as good as the band's.
        const unsigned ignored = ahead == 0 ? RefineBandTable::run_end - 1 : 0;
        if ((reached & ~ignored) <= first_of(ahead | beyond)) {
            bits.consume(run.bits);
            fresh.nonzero |= CoefficientSet{run.fresh} << 32 >> place;
            fresh.negative |= CoefficientSet{run.negative} << 32 >> place;
            place = reached;
            continue;
        }
        const BandSymbol symbol = scan.refine->find(bits.bits());
        if (symbol.kind() == BandSymbol::end) {
            scan.ended_blocks = symbol.ended_blocks(bits.bits()) - 1;
            bits.consume(symbol.total_bits());
            changed |= take_bits<Deposit>(bits, ahead);
            break;
        }
        const CoefficientSet zeros = ~old & rest;
        const unsigned zero_count = count(zeros);
        if (HWY_UNLIKELY(symbol.kind() == BandSymbol::none || symbol.run() >= zero_count)) {
            return false;
        }
        const CoefficientSet landing = Deposit::member(zeros, zero_count, symbol.run());
        const CoefficientSet passed = ahead & ~((landing << 1) - 1);
        const auto positive = static_cast<std::uint64_t>(
            static_cast<std::int64_t>(bits.bits() << symbol.code_bits()) >> 63);
        const CoefficientSet number = symbol.is_number() ? landing : 0;
        bits.consume(symbol.total_bits());
        fresh.nonzero |= number;
        fresh.negative |= number & ~positive;
        changed |= take_bits<Deposit>(bits, passed);
        bits.refill();
        place = first_of(landing) + 1;
    }
    history.nonzero |= fresh.nonzero;
    history.negative |= fresh.negative;
    changes = changed | fresh.nonzero;
    return true;
}

template <class Deposit>
int decode_refined_band_here(BandScan& scan, const BlockRow& row, CoefficientSet* changes,
                             int begin, int end, BitWindow& bits_of_reader,
                             const std::uint8_t* low) {
    BitWindow bits = bits_of_reader;
    const CoefficientSet band = band_of(scan.begin, scan.end);
    int block = begin;
    for (; block < end && bits.next() <= low; ++block) {
        BlockHistory& history = row.history[block];
        const CoefficientSet old = history.nonzero & band;
        if (scan.ended_blocks > 0) {
            --scan.ended_blocks;
            bits.refill();
            changes[block] = take_bits<Deposit>(bits, old);
        } else if (!refine_block<Deposit>(scan, old, history, changes[block], bits)) {
            return -1;
        }
    }
    bits_of_reader = bits;
    return block;
}

int decode_refined_band_plain(BandScan& scan, const BlockRow& row, CoefficientSet* changes,
                              int begin, int end, BitWindow& bits, const std::uint8_t* low) {
    return decode_refined_band_here<PlainDeposit>(scan, row, changes, begin, end, bits, low);
}

int decode_refined_band_fast(BandScan& scan, const BlockRow& row, CoefficientSet* changes,
                             int begin, int end, BitWindow& bits, const std::uint8_t* low) {
    return decode_refined_band_here<FastDeposit>(scan, row, changes, begin, end, bits, low);
}

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(decode_first_band_here);
HWY_EXPORT(decode_refined_band_plain);
HWY_EXPORT(decode_refined_band_fast);

int decode_first_band(BandScan& scan, const BlockRow& row, int begin, int end, BitWindow& bits,
                      const std::uint8_t* low) {
    return HWY_DYNAMIC_DISPATCH(decode_first_band_here)(scan, row, begin, end, bits, low);
}

int decode_refined_band(BandScan& scan, const BlockRow& row, CoefficientSet* changes, int begin,
                        int end, BitWindow& bits, const std::uint8_t* low, BitDeposit deposit) {
    return deposit == BitDeposit::instruction
               ? HWY_DYNAMIC_DISPATCH(decode_refined_band_fast)(scan, row, changes, begin, end,
                                                                bits, low)
               : HWY_DYNAMIC_DISPATCH(decode_refined_band_plain)(scan, row, changes, begin, end,
                                                                 bits, low);
}

} // namespace imgbatch
#endif
