/// Random-looking numbers that are the same everywhere: integer hashes and polynomials, no libm.
#pragma once

#include <cstdint>

namespace samples {

/// 0 up to but not including 1, from a lattice point.
inline float hash01(int x, int y, std::uint32_t seed) {
    std::uint32_t h = static_cast<std::uint32_t>(x) * 0x9e3779b1U ^
                      static_cast<std::uint32_t>(y) * 0x85ebca77U ^ seed * 0xc2b2ae3dU;
    h ^= h >> 15U;
    h *= 0x2c1b3c6dU;
    h ^= h >> 12U;
    h *= 0x297a2d39U;
    h ^= h >> 15U;
    return static_cast<float>(h >> 8U) * (1.0F / 16777216.0F);
}

inline float smooth(float t) {
    return t * t * (3.0F - 2.0F * t);
}

/// 0 below `from`, 1 above `to`, smooth between.
inline float step_between(float from, float to, float value) {
    const float t = (value - from) / (to - from);
    return t <= 0.0F ? 0.0F : t >= 1.0F ? 1.0F : smooth(t);
}

/// Value noise: lattice hashes, smoothly interpolated.
inline float noise(float x, float y, std::uint32_t seed) {
    const int cell_x = static_cast<int>(x) - (x < 0.0F ? 1 : 0);
    const int cell_y = static_cast<int>(y) - (y < 0.0F ? 1 : 0);
    const float tx = smooth(x - static_cast<float>(cell_x));
    const float ty = smooth(y - static_cast<float>(cell_y));
    const float top_left = hash01(cell_x, cell_y, seed);
    const float top_right = hash01(cell_x + 1, cell_y, seed);
    const float bottom_left = hash01(cell_x, cell_y + 1, seed);
    const float bottom_right = hash01(cell_x + 1, cell_y + 1, seed);
    const float top = top_left + (top_right - top_left) * tx;
    const float bottom = bottom_left + (bottom_right - bottom_left) * tx;
    return top + (bottom - top) * ty;
}

/// Noise with finer noise on top, `octaves` times, each of half the strength; 0 to 1, mean 0.5.
inline float layered_noise(float x, float y, int octaves, std::uint32_t seed) {
    float sum = 0.0F;
    float strength = 0.5F;
    float total = 0.0F;
    for (int i = 0; i < octaves; ++i) {
        sum += strength * noise(x, y, seed + static_cast<std::uint32_t>(i));
        total += strength;
        strength *= 0.5F;
        x *= 2.03F;
        y *= 2.03F;
    }
    return sum / total;
}

} // namespace samples
