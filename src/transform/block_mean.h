/// The cheap first step of a very large reduction.
#pragma once

#include "image/image.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imgbatch {

/// Rounded means of a plane's blocks, row after row of the source. The last block of a row, and the
/// last row of blocks, may be smaller.
class BlockMeans {
public:
    /// Rows of `width` pixels of `channels` samples; blocks are `factor_x` pixels wide.
    BlockMeans(int width, int channels, SampleType type, int factor_x);

    /// Pixels of a row of means: ceil(width / factor_x).
    [[nodiscard]] int width() const { return (width_ + factor_ - 1) / factor_; }

    void add(const std::byte* row);
    /// Rows added since the last write(). A block may have up to 2^32 samples.
    [[nodiscard]] int rows() const { return rows_; }

    /// Writes the means of the rows that were added, at least one, to width() * channels samples.
    void write(std::byte* out);

private:
    int width_;
    int channels_;
    SampleType type_;
    int factor_;
    int rows_ = 0;
    std::vector<std::uint64_t> sums_;
};

} // namespace imgbatch
