#include "codec/jpeg/plain/block_plan.h"

namespace imgbatch {

BlockPlan make_block_plan(int n, const std::array<std::uint16_t, 64>& quantizers) {
    BlockPlan plan;
    plan.last = static_cast<unsigned>(last_wanted(n));
    plan.targets.fill({0, static_cast<std::uint16_t>(unwanted_offset(n))});
    for (std::size_t k = 0; k < zigzag.size(); ++k) {
        const auto [u, v] = zigzag[k];
        if (u < n && v < n) {
            plan.targets[k] = {quantizers[k], static_cast<std::uint16_t>(tile_offset(n, u, v))};
        }
    }
    return plan;
}

} // namespace imgbatch
