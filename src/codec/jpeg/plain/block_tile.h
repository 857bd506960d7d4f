/// Coefficients of sixteen blocks, laid out for the inverse transform: one lane per block.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace imgbatch {

inline constexpr int tile_blocks = 16;
/// Sizes of the inverse transform, in samples a side: a block of 8x8 becomes one of N x N.
constexpr bool is_transform_size(int n) {
    return (n >= 1 && n <= 6) || n == 8;
}

/// A tile holds, for each of the N columns of coefficients (u), pairs of rows (v): all even rows
/// first, (0, 2), (4, 6), then all odd ones, (1, 3), (5, 7); where a partner is missing, its half
/// stays zero. A pair is one 16-bit number beside another, sixteen blocks in a row: 64 bytes.
/// Behind all pairs lies one more, where unwanted coefficients go.
constexpr int even_pairs(int n) {
    return ((n + 1) / 2 + 1) / 2;
}
constexpr int odd_pairs(int n) {
    return (n / 2 + 1) / 2;
}
constexpr int pairs_per_column(int n) {
    return even_pairs(n) + odd_pairs(n);
}
inline constexpr int pair_numbers = 2 * tile_blocks; ///< 16-bit numbers of a pair
/// 16-bit numbers of a tile, the unwanted ones' place included.
constexpr int tile_numbers(int n) {
    return (n * pairs_per_column(n) + 1) * pair_numbers;
}
inline constexpr int max_tile_numbers = tile_numbers(8);

/// Where block 0 has the coefficient of column u and row v, both below n; block i has it 2 * i
/// numbers further.
constexpr int tile_offset(int n, int u, int v) {
    const int pair = v % 2 == 0 ? v / 4 : even_pairs(n) + v / 4;
    return (u * pairs_per_column(n) + pair) * pair_numbers + v / 2 % 2;
}
constexpr int unwanted_offset(int n) {
    return n * pairs_per_column(n) * pair_numbers;
}

/// Column and row of the coefficients in the order in which files have them: T.81, figure A.6.
struct ZigzagPlace {
    std::uint8_t u;
    std::uint8_t v;
};
constexpr std::array<ZigzagPlace, 64> make_zigzag() {
    std::array<ZigzagPlace, 64> places{};
    int u = 0;
    int v = 0;
    for (auto& place : places) {
        place = {static_cast<std::uint8_t>(u), static_cast<std::uint8_t>(v)};
        const bool up = (u + v) % 2 == 0;
        int& ahead = up ? u : v;
        int& back = up ? v : u;
        if (ahead == 7) {
            ++back;
        } else {
            ++ahead;
            back -= back > 0 ? 1 : 0;
        }
    }
    return places;
}
inline constexpr std::array<ZigzagPlace, 64> zigzag = make_zigzag();

/// The last coefficient in file order that a transform to n x n needs: 0 for n = 1, 63 for 8.
constexpr int last_wanted(int n) {
    int last = 0;
    for (int k = 0; k < 64; ++k) {
        const auto place = zigzag[static_cast<std::size_t>(k)];
        if (place.u < n && place.v < n) {
            last = k;
        }
    }
    return last;
}
static_assert(last_wanted(2) == 4 && last_wanted(4) == 24 && last_wanted(8) == 63);

/// Dequantised coefficients are within -2048..2047, or the file is none of a common kind: samples
/// of 8 bits give no more than 1024 and half a quantisation step. The transform counts on it.
constexpr bool is_unusual_coefficient(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) + 2048U) >> 12 != 0;
}

} // namespace imgbatch
