#include "codec/jpeg/plain/inverse_dct.h"

#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/dct_matrix.h"

#include <array>
#include <cassert>
#include <cstring>

// The order of these matters.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/plain/inverse_dct.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "base/pairs-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

// Highway's scalar target has no pairs, and vectors of unknown length cannot stand in arrays.
#if HWY_TARGET == HWY_SCALAR || HWY_HAVE_SCALABLE

template <int n>
bool transform_tile(const std::int16_t* tile, const SampleBlocks& out) {
    return inverse_dct_plain(n, tile, out);
}

#else

namespace hn = hwy::HWY_NAMESPACE;

/// Blocks that are worked on at once: one 32-bit lane each.
constexpr int lanes = static_cast<int>(hn::MaxLanes(D32()));
static_assert(tile_blocks % lanes == 0);

/// The matrix as pairs of inputs meet it: two weights in one number, by output and pair.
template <int n>
using PairMatrix =
    std::array<std::array<std::int32_t, static_cast<std::size_t>(pairs_per_column(n))>,
               static_cast<std::size_t>((n + 1) / 2)>;

template <int n>
constexpr PairMatrix<n> pair_matrix() {
    constexpr auto matrix = half_matrix<n>();
    PairMatrix<n> pairs{};
    for (std::size_t y = 0; y < pairs.size(); ++y) {
        for (std::size_t v = 0; v < n; ++v) {
            const std::size_t pair =
                v % 2 == 0 ? v / 4 : static_cast<std::size_t>(even_pairs(n)) + v / 4;
            const auto weight =
                static_cast<std::uint32_t>(static_cast<std::uint16_t>(matrix[y][v]));
            pairs[y][pair] |= static_cast<std::int32_t>(weight << (v / 2 % 2 * 16));
        }
    }
    return pairs;
}

HWY_INLINE V16 in_all_lanes(std::int32_t pair) {
    return hn::BitCast(D16(), hn::Set(D32(), pair));
}

/// Sums of one output and of its mirror image.
struct Mirrored {
    V32 upper;
    V32 lower;
};

/// One output of a pass, before its shift. `pairs`: even inputs by two, then odd ones.
template <int n>
HWY_INLINE Mirrored multiply(const V16* pairs, int y, V32 bias) {
    static constexpr auto matrix = pair_matrix<n>();
    const std::int32_t* weights = matrix[static_cast<std::size_t>(y)].data();
    V32 even = bias;
    for (int p = 0; p < even_pairs(n); ++p) {
        even = multiply_add_pairs(pairs[p], in_all_lanes(weights[p]), even);
    }
    V32 odd = hn::Zero(D32());
    for (int p = even_pairs(n); p < pairs_per_column(n); ++p) {
        odd = multiply_add_pairs(pairs[p], in_all_lanes(weights[p]), odd);
    }
    return {hn::Add(even, odd), hn::Sub(even, odd)};
}

/// The first pass over column `u`: out[y] for all y.
template <int n>
HWY_INLINE void first_pass(const std::int16_t* column, V32* out) {
    V16 pairs[pairs_per_column(n)];
    for (int p = 0; p < pairs_per_column(n); ++p) {
        pairs[p] = hn::Load(D16(), column + p * pair_numbers);
    }
    const V32 bias = hn::Set(D32(), 1 << (first_shift<n> - 1));
    for (int y = 0; y < (n + 1) / 2; ++y) {
        const Mirrored sums = multiply<n>(pairs, y, bias);
        out[y] = hn::ShiftRight<first_shift<n>>(sums.upper);
        if (2 * y + 1 != n) {
            out[n - 1 - y] = hn::ShiftRight<first_shift<n>>(sums.lower);
        }
    }
}

/// Two numbers of 16 bits beside each other in every lane.
HWY_INLINE V16 pair_up(V32 low, V32 high) {
    const D16 d16;
    return hn::OddEven(hn::BitCast(d16, hn::ShiftLeft<16>(high)), hn::BitCast(d16, low));
}

template <int n>
HWY_INLINE V32 to_sample(V32 sum) {
    const D32 d32;
    return hn::Min(hn::Max(hn::ShiftRight<second_shift<n>>(sum), hn::Zero(d32)), hn::Set(d32, 255));
}

/// The second pass over row `y`: samples[x] for all x. `middle`: column by column.
template <int n>
HWY_INLINE void second_pass(const V32 (*middle)[n], int y, V32* samples) {
    V16 pairs[pairs_per_column(n)];
    for (int p = 0; p < even_pairs(n); ++p) {
        const int high = 4 * p + 2;
        pairs[p] = pair_up(middle[4 * p][y], high < n ? middle[high][y] : hn::Zero(D32()));
    }
    for (int p = 0; p < odd_pairs(n); ++p) {
        const int high = 4 * p + 3;
        pairs[even_pairs(n) + p] =
            pair_up(middle[4 * p + 1][y], high < n ? middle[high][y] : hn::Zero(D32()));
    }
    const V32 bias = hn::Set(D32(), second_bias<n>);
    for (int x = 0; x < (n + 1) / 2; ++x) {
        const Mirrored sums = multiply<n>(pairs, x, bias);
        samples[x] = to_sample<n>(sums.upper);
        if (2 * x + 1 != n) {
            samples[n - 1 - x] = to_sample<n>(sums.lower);
        }
    }
}

HWY_INLINE V32 join2(V32 s0, V32 s1) {
    return hn::Or(s0, hn::ShiftLeft<8>(s1));
}
HWY_INLINE V32 join4(V32 s0, V32 s1, V32 s2, V32 s3) {
    return hn::Or(join2(s0, s1), hn::ShiftLeft<16>(join2(s2, s3)));
}

/// Writes n samples of each block, one block behind the other.
template <int n>
HWY_INLINE void store_samples(const V32* s, std::uint8_t* out) {
    const hn::RebindToUnsigned<D32> du32;
    const hn::Rebind<std::uint16_t, D32> du16;
    const hn::Rebind<std::uint8_t, D32> du8;
    if constexpr (n == 1) {
        hn::StoreU(hn::DemoteTo(du8, s[0]), du8, out);
    } else if constexpr (n == 2) {
        const auto pairs = hn::DemoteTo(du16, join2(s[0], s[1]));
        std::uint16_t numbers[lanes];
        hn::StoreU(pairs, du16, numbers);
        std::memcpy(out, numbers, sizeof numbers);
    } else if constexpr (n == 3) {
        hn::StoreInterleaved3(hn::DemoteTo(du8, s[0]), hn::DemoteTo(du8, s[1]),
                              hn::DemoteTo(du8, s[2]), du8, out);
    } else if constexpr (n == 4) {
        std::uint32_t numbers[lanes];
        hn::StoreU(hn::BitCast(du32, join4(s[0], s[1], s[2], s[3])), du32, numbers);
        std::memcpy(out, numbers, sizeof numbers);
    } else if constexpr (n == 6) {
        std::uint16_t numbers[3 * lanes];
        hn::StoreInterleaved3(hn::DemoteTo(du16, join2(s[0], s[1])),
                              hn::DemoteTo(du16, join2(s[2], s[3])),
                              hn::DemoteTo(du16, join2(s[4], s[5])), du16, numbers);
        std::memcpy(out, numbers, sizeof numbers);
    } else if constexpr (n == 8) {
        std::uint32_t numbers[2 * lanes];
        hn::StoreInterleaved2(hn::BitCast(du32, join4(s[0], s[1], s[2], s[3])),
                              hn::BitCast(du32, join4(s[4], s[5], s[6], s[7])), du32, numbers);
        std::memcpy(out, numbers, sizeof numbers);
    } else {
        static_assert(n == 5);
        std::uint32_t fours[lanes];
        std::uint8_t fifths[lanes];
        hn::StoreU(hn::BitCast(du32, join4(s[0], s[1], s[2], s[3])), du32, fours);
        hn::StoreU(hn::DemoteTo(du8, s[4]), du8, fifths);
        for (int i = 0; i < lanes; ++i, out += n) {
            std::memcpy(out, fours + i, sizeof fours[i]);
            out[4] = fifths[i];
        }
    }
}

/// Whether every number between the passes is one that a picture can give.
template <int n>
HWY_INLINE bool is_usual(const V32 (*middle)[n]) {
    if constexpr (middle_always_fits<n>) {
        return true;
    }
    const D32 d32;
    V32 used = hn::Zero(d32);
    for (int u = 0; u < n; ++u) {
        for (int y = 0; y < n; ++y) {
            used = hn::Or(used, hn::Xor(middle[u][y], hn::ShiftRight<31>(middle[u][y])));
        }
    }
    static_assert(((max_middle + 1) & max_middle) == 0);
    return hn::AllTrue(d32, hn::Lt(used, hn::Set(d32, max_middle + 1)));
}

/// All rows of `lanes` blocks.
template <int n>
HWY_INLINE bool transform_blocks(const std::int16_t* tile, std::uint8_t* out,
                                 std::ptrdiff_t stride) {
    V32 middle[n][n];
    for (int u = 0; u < n; ++u) {
        first_pass<n>(tile + u * pairs_per_column(n) * pair_numbers, middle[u]);
    }
    if (!is_usual<n>(middle)) {
        return false;
    }
    for (int y = 0; y < n; ++y, out += stride) {
        V32 samples[n];
        second_pass<n>(middle, y, samples);
        store_samples<n>(samples, out);
    }
    return true;
}

template <int n>
bool transform_tile(const std::int16_t* tile, const SampleBlocks& out) {
    constexpr int columns = n * tile_blocks;
    const bool whole = out.columns == columns && out.rows == n;
    std::uint8_t clipped[columns * n];
    std::uint8_t* rows = whole ? out.row : clipped;
    const std::ptrdiff_t stride = whole ? out.stride : columns;
    for (int block = 0; block * n < out.columns; block += lanes) {
        if (!transform_blocks<n>(tile + 2 * block, rows + block * n, stride)) {
            return false;
        }
    }
    for (int y = 0; !whole && y < out.rows; ++y) {
        std::memcpy(out.row + y * out.stride, clipped + y * columns,
                    static_cast<std::size_t>(out.columns));
    }
    return true;
}

#endif

InverseDct choose_transform(int n) {
    switch (n) {
    case 1:
        return transform_tile<1>;
    case 2:
        return transform_tile<2>;
    case 3:
        return transform_tile<3>;
    case 4:
        return transform_tile<4>;
    case 5:
        return transform_tile<5>;
    case 6:
        return transform_tile<6>;
    default:
        assert(n == 8);
        return transform_tile<8>;
    }
}

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(choose_transform);

InverseDct inverse_dct_for(int n) {
    return HWY_DYNAMIC_DISPATCH(choose_transform)(n);
}

} // namespace imgbatch
#endif
