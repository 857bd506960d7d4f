/// PNG's filtered rows back to samples.
#pragma once

#include "codec/png/png_filter.h"

#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// Rows are worked on in order, at most so many at once. A job may therefore unpack in place, where
/// each filtered row lies at least so many rows of the target beyond the place of its samples.
inline constexpr int unfilter_lead_rows = 8;

/// Filtered rows and where their samples go.
struct UnfilterJob {
    const std::uint8_t* filtered = nullptr; ///< `height` times a filter byte and `row_bytes`
    std::size_t row_bytes = 0;              ///< a multiple of `pixel_bytes`
    int height = 0;
    int pixel_bytes = 1;            ///< 1 to 4
    std::uint8_t* target = nullptr; ///< first row
    std::ptrdiff_t target_stride = 0;
    const std::uint8_t* zero_row = nullptr; ///< `row_bytes` zeros: what lies above the first row
    std::uint8_t* spare_row = nullptr;      ///< `row_bytes` that may be overwritten
};

/// Writes the samples. False at a filter byte that does not exist; the target then holds anything.
/// Reads and writes only what the job names; SIMD and plain form give the same samples.
[[nodiscard]] bool unfilter(const UnfilterJob& job);

/// The same without SIMD: what targets without vectors run, and what tests compare with.
[[nodiscard]] bool unfilter_plain(const UnfilterJob& job);

/// The bytes `begin` to `end` of one row, after those before `begin`.
struct RowPart {
    const std::uint8_t* filtered = nullptr; ///< behind the filter byte
    const std::uint8_t* above = nullptr;
    std::uint8_t* row = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
    int pixel_bytes = 1;
};
void unfilter_part(PngFilter filter, const RowPart& part);

} // namespace imgbatch
