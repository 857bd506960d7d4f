#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/dct_matrix.h"
#include "codec/jpeg/plain/inverse_dct.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

namespace imgbatch {
namespace {

template <int n>
using Square =
    std::array<std::array<std::int32_t, static_cast<std::size_t>(n)>, static_cast<std::size_t>(n)>;

/// One pass: out[i][y] = sum over v of matrix[y][v] * in[v][i], so that two passes turn the block
/// around twice.
template <int n>
void transform_columns(const Square<n>& in, std::int32_t bias, int shift, Square<n>& out) {
    constexpr auto matrix = half_matrix<n>();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t y = 0; y < matrix.size(); ++y) {
            std::int32_t even = bias;
            std::int32_t odd = 0;
            for (std::size_t v = 0; v < n; ++v) {
                (v % 2 == 0 ? even : odd) += matrix[y][v] * in[v][i];
            }
            out[i][y] = (even + odd) >> shift;
            if (2 * y + 1 != n) {
                out[i][n - 1 - y] = (even - odd) >> shift;
            }
        }
    }
}

template <int n>
bool transform_block(const std::int16_t* block, Square<n>& samples) {
    Square<n> coefficients{};
    for (int v = 0; v < n; ++v) {
        for (int u = 0; u < n; ++u) {
            coefficients[static_cast<std::size_t>(v)][static_cast<std::size_t>(u)] =
                block[tile_offset(n, u, v)];
        }
    }
    Square<n> middle{}; // column by column
    transform_columns<n>(coefficients, 1 << (first_shift<n> - 1), first_shift<n>, middle);
    for (const auto& column : middle) {
        for (const std::int32_t number : column) {
            // As the vectors have it: one more on the side below zero.
            if (number > max_middle || number < -max_middle - 1) {
                if (!middle_always_fits<n>) {
                    return false;
                }
            }
        }
    }
    transform_columns<n>(middle, second_bias<n>, second_shift<n>, samples);
    return true;
}

template <int n>
bool transform_tile(const std::int16_t* tile, const SampleBlocks& out) {
    for (int i = 0; i * n < out.columns; ++i) {
        Square<n> samples{};
        if (!transform_block<n>(tile + 2 * i, samples)) {
            return false;
        }
        for (int y = 0; y < out.rows; ++y) {
            for (int x = 0; x < std::min(n, out.columns - i * n); ++x) {
                const std::int32_t sample =
                    samples[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)];
                out.row[y * out.stride + i * n + x] =
                    static_cast<std::uint8_t>(std::clamp(sample, 0, 255));
            }
        }
    }
    return true;
}

} // namespace

bool inverse_dct_plain(int n, const std::int16_t* tile, const SampleBlocks& out) {
    switch (n) {
    case 1:
        return transform_tile<1>(tile, out);
    case 2:
        return transform_tile<2>(tile, out);
    case 3:
        return transform_tile<3>(tile, out);
    case 4:
        return transform_tile<4>(tile, out);
    case 5:
        return transform_tile<5>(tile, out);
    case 6:
        return transform_tile<6>(tile, out);
    default:
        assert(n == 8);
        return transform_tile<8>(tile, out);
    }
}

} // namespace imgbatch
