/// PNG's five filters on single bytes.
#pragma once

#include <algorithm>
#include <cstdint>

namespace imgbatch {

/// As the format numbers them.
enum class PngFilter : std::uint8_t { none, sub, up, average, paeth };

inline constexpr int png_filter_count = 5;

/// What `filter` expects of a byte, given the bytes to its left, above it and above that to the
/// left; each 0 outside the picture.
inline int predict_byte(PngFilter filter, int left, int up, int corner) {
    switch (filter) {
    case PngFilter::none:
        return 0;
    case PngFilter::sub:
        return left;
    case PngFilter::up:
        return up;
    case PngFilter::average:
        return (left + up) / 2;
    case PngFilter::paeth:
        break;
    }
    // The nearest of the three to left + up - corner; see paeth-inl.h.
    const int lo = std::min(left, up);
    const int hi = std::max(left, up);
    const int turn = 3 * corner - left - up;
    const int low_or_corner = hi <= turn ? lo : corner;
    return turn <= lo ? hi : low_or_corner;
}

} // namespace imgbatch
