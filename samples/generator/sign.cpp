#include "sign.h"

#include <algorithm>

namespace samples {
namespace {

enum class Part { none, post, board, ink };

bool within(float value, float from, float to) {
    return value >= from && value < to;
}

/// What lies at a point of the sign: `u` and `v` run from 0 to 1 over the board's width, `v`
/// downwards and on below the board.
Part part_at(float u, float v) {
    const bool letter =
        within(v, 0.15F, 0.85F) &&
        (within(u, 0.12F, 0.24F) || (within(v, 0.15F, 0.28F) && within(u, 0.12F, 0.50F)) ||
         (within(v, 0.44F, 0.56F) && within(u, 0.12F, 0.44F)));
    const float aside = u < 0.72F ? 0.72F - u : u - 0.72F;
    const bool head = within(v, 0.15F, 0.45F) && aside < (v - 0.15F) * 0.6F;
    const bool shaft = within(v, 0.45F, 0.85F) && aside < 0.06F;
    if (letter || head || shaft) {
        return Part::ink;
    }
    if (within(u, 0.0F, 1.0F) && within(v, 0.0F, 1.0F)) {
        const bool rim = !within(u, 0.03F, 0.97F) || !within(v, 0.03F, 0.97F);
        return rim ? Part::ink : Part::board;
    }
    return v >= 1.0F && within(u, 0.45F, 0.55F) ? Part::post : Part::none;
}

Rgb color_of(Part part) {
    switch (part) {
    case Part::ink:
        return {0.62F, 0.08F, 0.10F};
    case Part::board:
        return {0.96F, 0.95F, 0.91F};
    default:
        return {0.33F, 0.23F, 0.15F};
    }
}

} // namespace

void paint_sign(Picture& picture) {
    constexpr int grid = 4; // samples per pixel and axis, for smooth edges
    const float side = 0.24F * static_cast<float>(std::min(picture.width(), picture.height()));
    const float left = 0.2F * side;
    const float top = static_cast<float>(picture.height()) - 1.45F * side;
    const int right = std::min(picture.width(), static_cast<int>(left + side) + 2);
    for (int y = std::max(0, static_cast<int>(top) - 1); y < picture.height(); ++y) {
        for (int x = 0; x < right; ++x) {
            const Rgb behind = picture.get(x, y);
            Rgb sum;
            for (int i = 0; i < grid * grid; ++i) {
                const int row = i / grid;
                const float dx = (static_cast<float>(i % grid) + 0.5F) / grid;
                const float dy = (static_cast<float>(row) + 0.5F) / grid;
                const Part part = part_at((static_cast<float>(x) + dx - left) / side,
                                          (static_cast<float>(y) + dy - top) / side);
                const Rgb color = part == Part::none ? behind : color_of(part);
                sum = {sum.r + color.r, sum.g + color.g, sum.b + color.b};
            }
            picture.set(x, y, sum * (1.0F / (grid * grid)));
        }
    }
}

} // namespace samples
