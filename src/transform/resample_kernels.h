/// The resampler's inner loops: some rows of one block of output columns. Every SIMD target and the
/// plain form give identical samples, however rows are parted, since all of them compute the same
/// integers.
///
///   source rows ──vertical──▶ rows of 16 bits ──transpose──▶ column pairs ──horizontal──▶ samples
///
/// Rows go first, a few output rows at a time. Transposed, one output column of those rows is one
/// vector, so that the horizontal pass needs no sums across a vector.
#pragma once

#include "base/scratch.h"
#include "transform/filter.h"

#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// Where a block's samples come from and go to. T is std::uint8_t or std::uint16_t. Of the source
/// plane, the rows `source_begin` to `source_end` are at hand: all that the output rows have taps
/// in, but for the last tap of a table with more taps than the plane has rows, whose weight is 0.
template <class T>
struct BlockSamples {
    const T* source = nullptr;        ///< row `source_begin`; rows may be read 64 bytes past their
                                      ///< last sample
    std::ptrdiff_t source_stride = 0; ///< in samples
    int source_width = 0;             ///< pixels
    int source_begin = 0;
    int source_end = 0;
    T* target = nullptr; ///< the window's first row and column; its rows may be overwritten by up
                         ///< to 3 samples past the block: go from left to right
    std::ptrdiff_t target_stride = 0; ///< in samples
    int channels = 1;                 ///< 1 to 4, interleaved
};

/// Which part of the output a block is, and the source columns it needs.
struct BlockWindow {
    int out_begin = 0;    ///< first output column
    int out_columns = 0;  ///< at least 1
    int row_begin = 0;    ///< first output row
    int out_rows = 0;     ///< at least 1
    int column_begin = 0; ///< first source column needed, a multiple of the table's alignment
    int columns = 0;      ///< even; may reach one column beyond the source
};

/// Buffers of one block. Kept between blocks and images.
struct KernelScratch {
    Scratch<std::int16_t> row;
    Scratch<std::int16_t> planar;
    Scratch<std::int16_t> transposed;
    Scratch<std::int32_t> wide_rows;
    Scratch<std::int64_t> wide_transposed;
};

/// 8-bit samples. The horizontal table has alignment 2. Throws std::bad_alloc.
void resample_block(const BlockSamples<std::uint8_t>& samples, const BlockWindow& window,
                    const NarrowTable& vertical, const NarrowTable& horizontal,
                    KernelScratch& scratch);

/// The same without SIMD: what targets without vectors run, and what tests compare with.
void resample_block_plain(const BlockSamples<std::uint8_t>& samples, const BlockWindow& window,
                          const NarrowTable& vertical, const NarrowTable& horizontal,
                          KernelScratch& scratch);

/// 16-bit samples. Throws std::bad_alloc.
void resample_block(const BlockSamples<std::uint16_t>& samples, const BlockWindow& window,
                    const WideTable& vertical, const WideTable& horizontal, KernelScratch& scratch);
void resample_block_plain(const BlockSamples<std::uint16_t>& samples, const BlockWindow& window,
                          const WideTable& vertical, const WideTable& horizontal,
                          KernelScratch& scratch);

/// Fixed point of the narrow path: sums carry 14 bits of weight; the rows between the passes keep
/// 6 bits of fraction, so a sample's 8 bits and the overshoot of any filter fit into 16.
inline constexpr int narrow_row_bits = 6;
inline constexpr int narrow_row_shift = narrow_weight_bits - narrow_row_bits;
inline constexpr int narrow_out_shift = narrow_weight_bits + narrow_row_bits;

/// The wide path keeps 8 bits of fraction between the passes, in 32 bits.
inline constexpr int wide_row_bits = 8;
inline constexpr int wide_row_shift = wide_weight_bits - wide_row_bits;
inline constexpr int wide_out_shift = wide_weight_bits + wide_row_bits;

} // namespace imgbatch
