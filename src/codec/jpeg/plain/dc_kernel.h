/// The inner loops of a progressive file's DC scans: T.81, G.1.2.1.
#pragma once

#include "codec/jpeg/plain/bit_window.h"
#include "codec/jpeg/plain/entropy_tables.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// A component of a DC scan, and where its blocks are: v rows of h blocks of each MCU.
struct DcComponent {
    const DcTable* table = nullptr; ///< of scans that send the first bits
    int h = 1;
    int v = 1;
    std::array<std::int16_t*, 2> tiles{}; ///< by row
    std::int32_t before = 0;              ///< the last block's number
};

/// A DC scan on its way.
struct DcScan {
    std::array<DcComponent, 3> components;
    int component_count = 0;
    unsigned low_bit = 0;
    std::ptrdiff_t tile_size = 0; ///< numbers from tile to tile
};

/// What an MCU takes at most: ten blocks of a code and 11 bits.
inline constexpr std::size_t max_dc_mcu_bytes = (10 * (16 + 11) + 7) / 8;

/// Decodes MCUs number `begin` up to `end` of a row until `bits` passes `low` (see SegmentReader):
/// gives the number of the first one that was not decoded. -1 where a block is none of a common
/// kind.
int decode_first_dc(DcScan& scan, int begin, int end, BitWindow& bits, const std::uint8_t* low);

/// The same for one more bit.
int decode_refined_dc(DcScan& scan, int begin, int end, BitWindow& bits, const std::uint8_t* low);

} // namespace imgbatch
