/// EXIF orientation as geometry: eight ways in which a stored picture may lie.
#pragma once

#include <cstdint>

namespace imgbatch {

struct Size {
    int width = 0;
    int height = 0;

    friend bool operator==(const Size&, const Size&) = default;
};

struct Rect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    friend bool operator==(const Rect&, const Rect&) = default;
};

/// The values of EXIF tag 0x0112: what must be done to the stored pixels to show them upright.
enum class Orientation : std::uint8_t {
    normal = 1,
    flip_horizontal = 2,
    rotate_180 = 3,
    flip_vertical = 4,
    transpose = 5,
    rotate_90 = 6, ///< clockwise
    transverse = 7,
    rotate_270 = 8,
};

/// Whether width and height change places.
constexpr bool swaps_sides(Orientation orientation) {
    return orientation >= Orientation::transpose;
}

/// The upright size of a stored `size`; its own inverse.
constexpr Size oriented(Size size, Orientation orientation) {
    return swaps_sides(orientation) ? Size{size.height, size.width} : size;
}

/// Where an upright picture's `rect` lies in the stored picture, whose size is `stored`.
Rect to_stored(Rect rect, Size stored, Orientation orientation);

} // namespace imgbatch
