/// The inner loops of a progressive file's AC scans: bits to coefficients, block by block.
#pragma once

#include "codec/jpeg/plain/band_tables.h"
#include "codec/jpeg/plain/bit_deposit.h"
#include "codec/jpeg/plain/bit_window.h"
#include "codec/jpeg/plain/coefficient_set.h"
#include "codec/jpeg/plain/entropy_tables.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// What earlier scans found of a block's AC coefficients, as far as it is needed.
struct BlockHistory {
    CoefficientSet nonzero;
    CoefficientSet negative;
};

/// One row of blocks of a component.
struct BlockRow {
    std::int16_t* tiles = nullptr; ///< see block_tile.h; AC as amounts without sign, DC with it
    BlockHistory* history = nullptr;
};

/// An AC scan on its way. Places are coefficient numbers, 1 to 63.
struct BandScan {
    const FirstBandTable* first = nullptr;   ///< for scans that send the first bits
    const SkipTable* skip = nullptr;         ///< the same, beyond `last`; null where that is `end`
    const RefineBandTable* refine = nullptr; ///< for the others
    unsigned begin = 1;                      ///< of the band
    unsigned last = 63;                      ///< the last needed one of it
    unsigned end = 63;                       ///< of the band, included
    unsigned low_bit = 0;                    ///< the bit that is sent, or the lowest one
    std::array<std::uint16_t, 64> offsets{}; ///< in the tile, of block 0
    std::ptrdiff_t tile_size = 0;            ///< numbers from tile to tile
    std::uint32_t ended_blocks = 0;          ///< so many from here on have no more symbols
};

/// What one block of a band takes at most: 63 numbers, one of them ending it by a long run.
inline constexpr std::size_t max_band_bits = 63 * BitWindow::longest_symbol + 16 + 14;
/// In a refinement, sign and code of 63 symbols at most, and one bit more for each coefficient.
static_assert(63 * (16 + 1) + 63 + 16 + 14 <= max_band_bits);
inline constexpr std::size_t max_band_bytes = (max_band_bits + 7) / 8;

/// Decodes blocks number `begin` up to `end` of a row until `bits` passes `low` (see
/// SegmentReader): gives the number of the first one that was not decoded. -1 where a block is none
/// of a common kind: then nothing in the row counts.
int decode_first_band(BandScan& scan, const BlockRow& row, int begin, int end, BitWindow& bits,
                      const std::uint8_t* low);

/// The same for one more bit. Notes in `changes`, one set per block of the row, whose bit is set;
/// those that are so no longer zero are in the history, too.
int decode_refined_band(BandScan& scan, const BlockRow& row, CoefficientSet* changes, int begin,
                        int end, BitWindow& bits, const std::uint8_t* low, BitDeposit deposit);

} // namespace imgbatch
