/// Samples to PNG's filtered rows.
#pragma once

#include "codec/png/png_filter.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// One row of bytes as the format orders them, and what lies above it.
struct RowToFilter {
    const std::uint8_t* row = nullptr;
    const std::uint8_t* above = nullptr; ///< zeros for the first row
    std::size_t bytes = 0;
    std::size_t pixel_bytes = 1; ///< 1 to 8
};

/// For each filter: the sum of its differences' sizes, a difference being a byte that counts from
/// -128 to 127. The least one usually deflates best.
using FilterSums = std::array<std::uint64_t, png_filter_count>;
FilterSums sum_differences(const RowToFilter& row);

/// Writes `row.bytes` differences.
void filter_row(const RowToFilter& row, PngFilter filter, std::uint8_t* differences);

/// The same without SIMD, from byte `begin` on.
FilterSums sum_differences_plain(const RowToFilter& row, std::size_t begin, std::size_t end);
void filter_row_plain(const RowToFilter& row, PngFilter filter, std::size_t begin, std::size_t end,
                      std::uint8_t* differences);

} // namespace imgbatch
