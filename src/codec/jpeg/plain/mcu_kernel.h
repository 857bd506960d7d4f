/// The inner loop of sequential decoding: bits to coefficients, MCU by MCU.
#pragma once

#include "codec/jpeg/plain/bit_window.h"
#include "codec/jpeg/plain/block_plan.h"
#include "codec/jpeg/plain/entropy_tables.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// T.81, B.2.3.
inline constexpr int max_mcu_blocks = 10;
/// What a block takes at most: a DC symbol and 63 AC ones. A skipped run may take a window more.
inline constexpr std::size_t max_block_bits = (16 + 11) + 63 * BitWindow::longest_symbol;
inline constexpr std::size_t max_mcu_bytes = (max_mcu_blocks * max_block_bits + 7) / 8 + 2;

/// A component of the scan: its tables, and the tiles that its blocks of a group of MCUs fill.
struct McuComponent {
    const DcTable* dc = nullptr;
    const AcTable* ac = nullptr;
    const SkipTable* skip = nullptr; ///< may be null where all coefficients are wanted
    const BlockPlan* plan = nullptr;
    int h = 1;
    int v = 1;
    std::int16_t* tiles = nullptr; ///< v rows of h tiles each, zeroed
    std::ptrdiff_t tile_size = 0;  ///< numbers from tile to tile
    std::int32_t dc_before = 0;    ///< the last block's DC, before dequantisation
};

/// Up to sixteen MCUs side by side: as many as fill the tiles.
struct McuGroup {
    std::array<McuComponent, 3> components;
    int component_count = 0;
};

/// Decodes MCUs number `begin` up to `end` of a group, at most 16, until `bits` passes `low` (see
/// SegmentReader): gives the number of the first one that was not decoded. -1 where a block is none
/// of a common kind.
int decode_mcus(McuGroup& group, int begin, int end, BitWindow& bits, const std::uint8_t* low);

} // namespace imgbatch
