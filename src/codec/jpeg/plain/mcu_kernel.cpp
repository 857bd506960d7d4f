#include "codec/jpeg/plain/mcu_kernel.h"

// No vectors here: but variable shifts are much cheaper in the instruction sets that come with the
// wider ones, so that this too is compiled once for each.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/plain/mcu_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

// Every step looks its symbol up before it refills the window, so that the next look-up waits for
// no load but the last look-up's: what a step leaves is always enough for one more code.
static_assert(BitWindow::after_symbol >= 16);

/// Gathers what is not as it should be, in bits from `usual_bits` on; looked at once per MCU.
using Oddity = std::uint64_t;
constexpr Oddity odd = Oddity{1} << usual_bits;

HWY_INLINE void decode_dc(McuComponent& component, BitWindow& bits, std::int16_t* block,
                          Oddity& oddity) {
    const Symbol symbol = component.dc->find(bits.bits());
    bits.refill();
    // Unsigned, for what no symbol gives is any number, and is found out only after the MCU.
    component.dc_before =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(component.dc_before) +
                                  static_cast<std::uint32_t>(symbol.number(bits.bits())));
    bits.consume(symbol.total_bits());
    const auto& target = component.plan->targets[0];
    const std::int64_t value = std::int64_t{component.dc_before} * target.quantizer;
    oddity |= gather_range(value) | (symbol ? 0 : odd);
    block[target.offset] = static_cast<std::int16_t>(value);
}

/// Wanted coefficients, from the first AC one on; gives the place that was reached. A missing code
/// moves nowhere and would do so for ever: it leads to no sound place instead.
HWY_INLINE unsigned decode_wanted(const AcTable& table, const BlockPlan& plan, BitWindow& bits,
                                  std::int16_t* block, Oddity& oddity) {
    unsigned place = 1;
    while (place <= plan.last) {
        const Symbol symbol = table.find(bits.bits());
        if (HWY_UNLIKELY(!symbol)) {
            return no_place;
        }
        bits.refill();
        const std::int32_t number = symbol.number(bits.bits());
        bits.consume(symbol.total_bits());
        place += symbol.advance();
        const auto& target = plan.targets[place - 1];
        const std::int64_t value = std::int64_t{number} * target.quantizer;
        oddity |= gather_range(value);
        block[target.offset] = static_cast<std::int16_t>(value);
    }
    return place;
}

/// The rest of the block.
HWY_INLINE unsigned skip_unwanted(const McuComponent& component, unsigned place, BitWindow& bits) {
    while (place < 64) {
        const SkipTable::Run run = component.skip->find(bits.bits());
        unsigned reached = place + run.advance();
        unsigned taken = run.bits();
        if (HWY_UNLIKELY(!is_sound_place(reached))) {
            const Symbol symbol = component.ac->find(bits.bits());
            reached = place + symbol.advance();
            taken = symbol.total_bits();
            if (!symbol || !is_sound_place(reached)) {
                return no_place;
            }
        }
        bits.refill();
        bits.consume(taken);
        place = reached;
    }
    return place;
}

HWY_INLINE void decode_block(McuComponent& component, BitWindow& bits, std::int16_t* block,
                             Oddity& oddity) {
    decode_dc(component, bits, block, oddity);
    unsigned place = decode_wanted(*component.ac, *component.plan, bits, block, oddity);
    place = skip_unwanted(component, place, bits);
    oddity |= is_sound_place(place) ? 0 : odd;
}

int decode_mcus_here(McuGroup& group, int begin, int end, BitWindow& bits_of_reader,
                     const std::uint8_t* low) {
    BitWindow bits = bits_of_reader; // in registers
    Oddity oddity = 0;
    int mcu = begin;
    for (; mcu < end && bits.next() <= low; ++mcu) {
        for (int c = 0; c < group.component_count; ++c) {
            McuComponent& component = group.components[static_cast<std::size_t>(c)];
            std::int16_t* tiles = component.tiles;
            for (int y = 0; y < component.v; ++y, tiles += component.h * component.tile_size) {
                for (int x = 0; x < component.h; ++x) {
                    const int number = mcu * component.h + x;
                    std::int16_t* block = tiles + number / tile_blocks * component.tile_size +
                                          number % tile_blocks * 2;
                    decode_block(component, bits, block, oddity);
                }
            }
        }
        if (oddity >= odd) {
            return -1;
        }
    }
    bits_of_reader = bits;
    return mcu;
}

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(decode_mcus_here);

int decode_mcus(McuGroup& group, int begin, int end, BitWindow& bits, const std::uint8_t* low) {
    return HWY_DYNAMIC_DISPATCH(decode_mcus_here)(group, begin, end, bits, low);
}

} // namespace imgbatch
#endif
