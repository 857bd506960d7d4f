#include "codec/jpeg/plain/coefficient_rows.h"

#include <algorithm>
#include <cstring>

namespace imgbatch {
namespace {

int tiles_of(const JpegFrame& frame, const FrameComponent& component) {
    return (frame.mcus_x * component.h + tile_blocks - 1) / tile_blocks;
}

} // namespace

CoefficientRows::CoefficientRows(const JpegFrame& frame, int n, PlainJpegWorkspace& workspace)
    : n_(n), component_count_(static_cast<int>(frame.components.size())) {
    std::size_t tiles = 0;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < frame.components.size(); ++i) {
        const FrameComponent& from = frame.components[i];
        Component& component = components_[i];
        component.v = from.v;
        component.tiles = tiles_of(frame, from);
        component.plan = make_tile_plan(n, from.quantizers);
        const auto in_row = static_cast<std::size_t>(component.tiles);
        tiles += in_row * static_cast<std::size_t>(from.v);
        longest = std::max(longest, in_row);
    }
    const std::size_t numbers = tiles * static_cast<std::size_t>(tile_size());
    const std::size_t blocks = tiles * tile_blocks;
    std::int16_t* next_numbers = workspace.tiles.get(numbers);
    BlockHistory* next_history = workspace.history.get(blocks);
    changes_ = workspace.changes.get(longest * tile_blocks);
    std::memset(next_numbers, 0, numbers * sizeof *next_numbers);
    std::memset(next_history, 0, blocks * sizeof *next_history);
    std::memset(changes_, 0, longest * tile_blocks * sizeof *changes_);
    for (Component& component : components_) {
        component.numbers = next_numbers;
        component.history = next_history;
        const std::ptrdiff_t own = std::ptrdiff_t{component.tiles} * component.v;
        next_numbers += own * tile_size();
        next_history += own * tile_blocks;
    }
}

BlockRow CoefficientRows::at(int component, int line) const {
    const Component& of = components_[static_cast<std::size_t>(component)];
    const std::ptrdiff_t tiles = std::ptrdiff_t{line} * of.tiles;
    return {of.numbers + tiles * tile_size(), of.history + tiles * tile_blocks};
}

void CoefficientRows::apply(int component, int line, int blocks, int bit) {
    const TilePlan& tile_plan = plan(component);
    std::int16_t* tile = at(component, line).tiles;
    for (int block = 0; block < blocks; block += tile_blocks, tile += tile_size()) {
        apply_changes(tile, changes_ + block, static_cast<std::int16_t>(1 << bit), tile_plan);
    }
    std::memset(changes_, 0, static_cast<std::size_t>(blocks) * sizeof *changes_);
}

bool CoefficientRows::put(SampleRows& rows) {
    const auto tile_bytes = static_cast<std::size_t>(tile_size()) * sizeof(std::int16_t);
    for (int c = 0; c < component_count_; ++c) {
        const Component& component = components_[static_cast<std::size_t>(c)];
        for (int line = 0; line < component.v; ++line) {
            const BlockRow row = at(c, line);
            std::int16_t* tile = row.tiles;
            BlockHistory* history = row.history;
            for (int i = 0; i < component.tiles; ++i) {
                if (!dequantize(tile, history, component.plan) ||
                    !rows.put(c, line, i * tile_blocks, tile)) {
                    return false;
                }
                std::memset(tile, 0, tile_bytes);
                std::memset(history, 0, tile_blocks * sizeof *history);
                tile += tile_size();
                history += tile_blocks;
            }
        }
    }
    return true;
}

} // namespace imgbatch
