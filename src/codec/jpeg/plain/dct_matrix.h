/// The numbers of the inverse transforms: inverse_dct.h says where they come from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// Output y (first index) of an inverse transform of n numbers, for the upper half of the outputs;
/// the lower half mirrors it, with odd inputs negated. All are times 2^13 and sqrt(8).
template <int n>
using HalfMatrix = std::array<std::array<std::int16_t, static_cast<std::size_t>(n)>,
                              static_cast<std::size_t>((n + 1) / 2)>;

template <int n>
constexpr HalfMatrix<n> half_matrix();

template <>
constexpr HalfMatrix<1> half_matrix<1>() {
    return {{{8192}}};
}
template <>
constexpr HalfMatrix<2> half_matrix<2>() {
    return {{{8192, 8192}}};
}
template <>
constexpr HalfMatrix<3> half_matrix<3>() {
    return {{{8192, 10033, 5793}, {8192, 0, -11585}}};
}
template <>
constexpr HalfMatrix<4> half_matrix<4>() {
    return {{{8192, 10703, 8192, 4433}, {8192, 4433, -8192, -10703}}};
}
template <>
constexpr HalfMatrix<5> half_matrix<5>() {
    return {{{8192, 11018, 9373, 6810, 3580},
             {8192, 6810, -3580, -11018, -9373},
             {8192, 0, -11585, 0, 11585}}};
}
template <>
constexpr HalfMatrix<6> half_matrix<6>() {
    return {{{8192, 11190, 10033, 8192, 5793, 2998},
             {8192, 8192, 0, -8192, -11585, -8192},
             {8192, 2998, -10033, -8192, 5793, 11190}}};
}
template <>
constexpr HalfMatrix<8> half_matrix<8>() {
    return {{{8192, 11363, 10703, 9633, 8192, 6437, 4433, 2260},
             {8192, 9633, 4433, -2259, -8192, -11362, -10704, -6436},
             {8192, 6437, -4433, -11362, -8192, 2261, 10704, 9633},
             {8192, 2260, -10703, -6436, 8192, 9633, -4433, -11363}}};
}

/// What one matrix makes of numbers up to `most` is at most this, in its own fixed point.
template <int n>
constexpr std::int32_t largest_sum(std::int32_t most) {
    std::int32_t largest = 0;
    for (const auto& row : half_matrix<n>()) {
        std::int32_t sum = 0;
        for (const std::int16_t weight : row) {
            sum += weight < 0 ? -weight : weight;
        }
        largest = sum > largest ? sum : largest;
    }
    return largest * most;
}

inline constexpr int matrix_bits = 13;
inline constexpr std::int32_t max_coefficient = 2048;

/// Bits of fraction that numbers between the two passes keep: they have 16 bits.
template <int n>
inline constexpr int middle_bits = n == 5 || n == 6 ? 1 : 2;
template <int n>
inline constexpr int first_shift = matrix_bits - middle_bits<n>;
/// Both passes are sqrt(8) too large.
template <int n>
inline constexpr int second_shift = matrix_bits + middle_bits<n> + 3;

/// Size 8 alone could exceed 16 bits between the passes: beyond this libjpeg's ways part.
inline constexpr std::int32_t max_middle = 16383;
template <int n>
inline constexpr bool middle_always_fits = (largest_sum<n>(max_coefficient) >> first_shift<n>) <
                                           32767;
static_assert(middle_always_fits<1> && middle_always_fits<2> && middle_always_fits<3> &&
              middle_always_fits<4> && middle_always_fits<5> && middle_always_fits<6>);

/// What the second pass adds before it shifts: half, for rounding, and the middle of the samples.
template <int n>
inline constexpr std::int32_t second_bias = (1 << (second_shift<n> - 1)) + (128 << second_shift<n>);

} // namespace imgbatch
