/// The coefficients of one row of MCUs of a progressive file: all that is ever stored of it.
#pragma once

#include "codec/jpeg/plain/band_kernel.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/plain_jpeg_workspace.h"
#include "codec/jpeg/plain/sample_rows.h"
#include "codec/jpeg/plain/tile_kernel.h"

#include <array>
#include <cstddef>

namespace imgbatch {

/// Only what transforms of one size take, in tiles; and what scans must know of earlier ones. Rows
/// of blocks end with whole MCUs and whole tiles. Memory is the workspace's.
class CoefficientRows {
public:
    /// All zero. Throws std::bad_alloc.
    CoefficientRows(const JpegFrame& frame, int n, PlainJpegWorkspace& workspace);

    /// Row `line` of component `component`, below its v.
    [[nodiscard]] BlockRow at(int component, int line) const;
    [[nodiscard]] const TilePlan& plan(int component) const {
        return components_[static_cast<std::size_t>(component)].plan;
    }
    /// Numbers from tile to tile.
    [[nodiscard]] std::ptrdiff_t tile_size() const { return tile_numbers(n_); }
    /// One set for each block of the longest row, all empty; for one scan's use at a time, who
    /// leaves them empty.
    [[nodiscard]] CoefficientSet* changes() const { return changes_; }

    /// Sets `bit` of the coefficients that changes() names for `blocks` blocks of a row, and
    /// empties these.
    void apply(int component, int line, int blocks, int bit);

    /// Transforms all rows into `rows`, and is all zero again. False for coefficients beyond what
    /// pictures have.
    bool put(SampleRows& rows);

private:
    struct Component {
        int v = 1;
        int tiles = 0; ///< in a row
        std::int16_t* numbers = nullptr;
        BlockHistory* history = nullptr;
        TilePlan plan;
    };
    int n_;
    int component_count_;
    std::array<Component, 3> components_;
    CoefficientSet* changes_ = nullptr;
};

} // namespace imgbatch
