/// Tiles of a progressive file's coefficients: one more bit for many at once, and at the end signs
/// and quantisation.
#pragma once

#include "codec/jpeg/plain/band_kernel.h"
#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/coefficient_set.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// Two coefficients that lie beside each other in a tile; or one, and nothing.
struct TilePair {
    int offset = 0;         ///< of the pair in the tile
    CoefficientSet set = 0; ///< both
    /// For each of the two: which sixteen of the 64 bits of a set hold it, from the top.
    std::array<std::uint8_t, 2> word{};
    std::array<std::uint16_t, 2> bit{}; ///< and which one of these; 0 for nothing
    std::array<std::int16_t, 2> quantizer{};
    std::array<std::int16_t, 2> lowest{}; ///< what may be multiplied with it
    std::array<std::int16_t, 2> highest{};
};

/// The pairs of a tile, for one component and one transform size.
struct TilePlan {
    CoefficientSet wanted = 0;
    int pair_count = 0;
    std::array<TilePair, std::size_t{8} * pairs_per_column(8)> pairs;
};

/// `quantizers` in zigzag order; n is a transform size.
TilePlan make_tile_plan(int n, const std::array<std::uint16_t, 64>& quantizers);

/// Sets `bit` (a power of two) of the coefficients that the tile's sixteen blocks name.
void apply_changes(std::int16_t* tile, const CoefficientSet* changes, std::int16_t bit,
                   const TilePlan& plan);

/// Gives the tile's AC coefficients their signs and multiplies all by their quantizers. False where
/// one is then beyond what block_tile.h bounds.
bool dequantize(std::int16_t* tile, const BlockHistory* history, const TilePlan& plan);

} // namespace imgbatch
