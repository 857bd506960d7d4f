/// Which coefficients of a block are wanted, and where they go.
#pragma once

#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/entropy_tables.h"

#include <array>
#include <cstdint>

namespace imgbatch {

/// For one component and one transform size. Places are those of Symbol: AC coefficients from 1 on.
struct BlockPlan {
    struct Target {
        std::uint16_t quantizer = 0; ///< 0 where the coefficient is not wanted
        std::uint16_t offset = 0;    ///< in the tile, for block 0
    };
    unsigned last = 0; ///< the last place that is wanted
    /// By the place that a symbol leaves its coefficient at, those beyond the block included.
    std::array<Target, max_place> targets{};
};

/// `quantizers` in zigzag order, as JpegFrame has them; n is a transform size.
BlockPlan make_block_plan(int n, const std::array<std::uint16_t, 64>& quantizers);

} // namespace imgbatch
