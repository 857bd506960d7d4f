#include "image/orientation.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

namespace imgbatch {
namespace {

constexpr std::array all_orientations{Orientation::normal,     Orientation::flip_horizontal,
                                      Orientation::rotate_180, Orientation::flip_vertical,
                                      Orientation::transpose,  Orientation::rotate_90,
                                      Orientation::transverse, Orientation::rotate_270};

/// Where the EXIF standard puts the stored pixel (x, y): its words for each value say which edges
/// of the visual picture the stored row 0 and column 0 are.
struct Position {
    int x;
    int y;
};

Position upright_of(int x, int y, Size stored, Orientation orientation) {
    const int right = stored.width - 1 - x;
    const int below = stored.height - 1 - y;
    switch (orientation) {
    case Orientation::normal: // row 0 is the top, column 0 the left-hand side
        return {x, y};
    case Orientation::flip_horizontal: // top, right
        return {right, y};
    case Orientation::rotate_180: // bottom, right
        return {right, below};
    case Orientation::flip_vertical: // bottom, left
        return {x, below};
    case Orientation::transpose: // left, top
        return {y, x};
    case Orientation::rotate_90: // right, top
        return {below, x};
    case Orientation::transverse: // right, bottom
        return {below, right};
    case Orientation::rotate_270: // left, bottom
        return {y, right};
    }
    return {};
}

/// The smallest rectangle around the stored pixels that show up inside the upright `rect`.
Rect stored_by_search(Rect rect, Size stored, Orientation orientation) {
    int left = stored.width;
    int top = stored.height;
    int right = -1;
    int bottom = -1;
    for (int y = 0; y < stored.height; ++y) {
        for (int x = 0; x < stored.width; ++x) {
            const Position at = upright_of(x, y, stored, orientation);
            if (at.x >= rect.x && at.x < rect.x + rect.width && at.y >= rect.y &&
                at.y < rect.y + rect.height) {
                left = x < left ? x : left;
                top = y < top ? y : top;
                right = x > right ? x : right;
                bottom = y > bottom ? y : bottom;
            }
        }
    }
    return {left, top, right - left + 1, bottom - top + 1};
}

} // namespace

TEST_CASE("an upright rectangle lies where every one of its pixels is stored") {
    for (const Size stored : {Size{1, 1}, Size{4, 3}, Size{3, 5}, Size{1, 6}}) {
        for (const Orientation orientation : all_orientations) {
            CAPTURE(static_cast<int>(orientation));
            const Size upright = oriented(stored, orientation);
            for (int y = 0; y < upright.height; ++y) {
                for (int x = 0; x < upright.width; ++x) {
                    for (int h = 1; y + h <= upright.height; ++h) {
                        for (int w = 1; x + w <= upright.width; ++w) {
                            const Rect rect{x, y, w, h};
                            REQUIRE((to_stored(rect, stored, orientation) ==
                                     stored_by_search(rect, stored, orientation)));
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("every stored pixel shows up once, within the upright size") {
    const Size stored{7, 4};
    for (const Orientation orientation : all_orientations) {
        const Size upright = oriented(stored, orientation);
        std::vector<int> seen(28, 0);
        for (int y = 0; y < upright.height; ++y) {
            for (int x = 0; x < upright.width; ++x) {
                const Rect at = to_stored({x, y, 1, 1}, stored, orientation);
                CHECK(at.width == 1);
                CHECK(at.height == 1);
                const int index = at.y * stored.width + at.x;
                ++seen.at(static_cast<std::size_t>(index));
            }
        }
        CHECK(seen == std::vector<int>(28, 1));
    }
}

TEST_CASE("quarter turns and transpositions swap the sides, and twice is once undone") {
    for (const Orientation orientation : all_orientations) {
        const Size upright = oriented({7, 4}, orientation);
        CHECK((upright == (static_cast<int>(orientation) >= 5 ? Size{4, 7} : Size{7, 4})));
        CHECK((oriented(upright, orientation) == Size{7, 4}));
    }
}

} // namespace imgbatch
