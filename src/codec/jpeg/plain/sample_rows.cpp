#include "codec/jpeg/plain/sample_rows.h"

#include "codec/jpeg/plain/block_tile.h"

#include <algorithm>

namespace imgbatch {
namespace {

/// Samples of one side of a component; the picture covers as much of them as the quotient is exact.
Ratio extent_of(int side, int factor, int max_factor, int n) {
    return {std::int64_t{side} * factor * n, std::int64_t{8} * max_factor};
}

int whole_samples(Ratio extent) {
    return static_cast<int>((extent.num + extent.den - 1) / extent.den);
}

} // namespace

SampleRows::SampleRows(const JpegFrame& frame, int n, PictureSink& sink)
    : frame_(frame), n_(n), transform_(inverse_dct_for(n)), sink_(sink) {
}

PictureLayout SampleRows::layout() const {
    PictureLayout layout;
    layout.model = frame_.components.size() == 1 ? ColorModel::gray : ColorModel::ycbcr;
    const FrameComponent& first = frame_.components.front();
    for (const FrameComponent& component : frame_.components) {
        PlaneLayout plane;
        plane.extent_x = extent_of(frame_.width, component.h, first.h, n_);
        plane.extent_y = extent_of(frame_.height, component.v, first.v, n_);
        plane.width = whole_samples(plane.extent_x);
        plane.height = whole_samples(plane.extent_y);
        layout.planes.push_back(plane);
    }
    return layout;
}

Expected<void> SampleRows::begin() {
    const PictureLayout picture = layout();
    for (std::size_t i = 0; i < picture.planes.size(); ++i) {
        const FrameComponent& component = frame_.components[i];
        components_[i] = {component.v, picture.planes[i].width, picture.planes[i].height,
                          PlaneSpan()};
    }
    return sink_.begin(picture);
}

void SampleRows::start_row() {
    for (std::size_t i = 0; i < frame_.components.size(); ++i) {
        Component& component = components_[i];
        const int rows = std::min(component.v * n_, component.rows_left);
        component.rows = rows > 0 ? sink_.extend(i, rows) : PlaneSpan();
        component.rows_left -= rows;
    }
}

bool SampleRows::put(int component, int block_row, int first_block, const std::int16_t* tile) {
    const Component& target = components_[static_cast<std::size_t>(component)];
    const int x = first_block * n_;
    const int y = block_row * n_;
    SampleBlocks blocks;
    blocks.columns = std::min(tile_blocks * n_, target.width - x);
    blocks.rows = std::min(n_, target.rows.height - y);
    if (blocks.columns <= 0 || blocks.rows <= 0) {
        return true;
    }
    blocks.stride = target.rows.stride;
    blocks.row = reinterpret_cast<std::uint8_t*>(target.rows.data) + y * blocks.stride + x;
    return transform_(tile, blocks);
}

Expected<void> SampleRows::finish_row() {
    return sink_.advance();
}

} // namespace imgbatch
