#include "codec/jpeg/plain/dc_kernel.h"

#include "codec/jpeg/plain/block_tile.h"

// No vectors here: but see mcu_kernel.cpp.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/plain/dc_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

static_assert(tile_offset(8, 0, 0) == 0 && tile_offset(1, 0, 0) == 0);

/// Calls `visit(component, number)` for each block of MCU `mcu`: where its DC is.
template <class Visit>
HWY_INLINE void for_each_block(DcScan& scan, int mcu, Visit visit) {
    for (int c = 0; c < scan.component_count; ++c) {
        DcComponent& component = scan.components[static_cast<std::size_t>(c)];
        for (int y = 0; y < component.v; ++y) {
            std::int16_t* tiles = component.tiles[static_cast<std::size_t>(y)];
            for (int x = 0; x < component.h; ++x) {
                const int block = mcu * component.h + x;
                visit(component,
                      tiles[block / tile_blocks * scan.tile_size + block % tile_blocks * 2]);
            }
        }
    }
}

int decode_first_dc_here(DcScan& scan, int begin, int end, BitWindow& bits_of_reader,
                         const std::uint8_t* low) {
    BitWindow bits = bits_of_reader; // in registers
    bits.refill();
    const unsigned low_bit = scan.low_bit;
    int mcu = begin;
    for (; mcu < end && bits.next() <= low; ++mcu) {
        std::uint64_t odd = 0;
        for_each_block(scan, mcu, [&](DcComponent& component, std::int16_t& number) HWY_ATTR {
            const Symbol symbol = component.table->find(bits.bits());
            bits.refill();
            // Unsigned, for what no symbol gives is any number, found out only after the MCU.
            component.before =
                static_cast<std::int32_t>(static_cast<std::uint32_t>(component.before) +
                                          static_cast<std::uint32_t>(symbol.number(bits.bits())));
            bits.consume(symbol.total_bits());
            const std::int64_t value =
                std::int64_t{component.before} * (std::int64_t{1} << low_bit);
            odd |= gather_range(value) | (symbol ? 0 : std::uint64_t{1} << usual_bits);
            number = static_cast<std::int16_t>(value);
        });
        if (odd >> usual_bits != 0) {
            return -1;
        }
    }
    bits_of_reader = bits;
    return mcu;
}

int decode_refined_dc_here(DcScan& scan, int begin, int end, BitWindow& bits_of_reader,
                           const std::uint8_t* low) {
    BitWindow bits = bits_of_reader;
    int mcu = begin;
    for (; mcu < end && bits.next() <= low; ++mcu) {
        bits.refill();
        for_each_block(scan, mcu, [&](DcComponent& /*component*/, std::int16_t& number) HWY_ATTR {
            number =
                static_cast<std::int16_t>(number | static_cast<int>(bits.peek(1) << scan.low_bit));
            bits.consume(1);
        });
    }
    bits_of_reader = bits;
    return mcu;
}

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(decode_first_dc_here);
HWY_EXPORT(decode_refined_dc_here);

int decode_first_dc(DcScan& scan, int begin, int end, BitWindow& bits, const std::uint8_t* low) {
    return HWY_DYNAMIC_DISPATCH(decode_first_dc_here)(scan, begin, end, bits, low);
}

int decode_refined_dc(DcScan& scan, int begin, int end, BitWindow& bits, const std::uint8_t* low) {
    return HWY_DYNAMIC_DISPATCH(decode_refined_dc_here)(scan, begin, end, bits, low);
}

} // namespace imgbatch
#endif
