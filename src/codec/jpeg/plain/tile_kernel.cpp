#include "codec/jpeg/plain/tile_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/plain/tile_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Sets of sixteen blocks, in four parts of sixteen bits; each part twice, once beside each of a
/// pair of coefficients.
struct Parts {
    alignas(64) std::uint16_t numbers[4][pair_numbers];
};

HWY_INLINE void set_block(Parts& parts, int block, CoefficientSet set) {
    for (int part = 0; part < 4; ++part) {
        const auto bits = static_cast<std::uint16_t>(set >> (48 - 16 * part));
        parts.numbers[part][2 * block] = bits;
        parts.numbers[part][2 * block + 1] = bits;
    }
}

#if HWY_TARGET == HWY_SCALAR || HWY_HAVE_SCALABLE

HWY_INLINE bool holds(const Parts& parts, const TilePair& pair, int i) {
    const std::size_t which = static_cast<std::size_t>(i) % 2;
    return (parts.numbers[pair.word[which]][i] & pair.bit[which]) != 0;
}

HWY_INLINE void apply_to_pair(std::int16_t* numbers, const Parts& parts, const TilePair& pair,
                              std::int16_t bit) {
    for (int i = 0; i < pair_numbers; ++i) {
        numbers[i] = static_cast<std::int16_t>(numbers[i] | (holds(parts, pair, i) ? bit : 0));
    }
}

HWY_INLINE bool dequantize_pair(std::int16_t* numbers, const Parts& parts, const TilePair& pair) {
    bool sound = true;
    for (int i = 0; i < pair_numbers; ++i) {
        const std::size_t which = static_cast<std::size_t>(i) % 2;
        const int number = holds(parts, pair, i) ? -numbers[i] : numbers[i];
        sound = sound && number >= pair.lowest[which] && number <= pair.highest[which];
        numbers[i] = static_cast<std::int16_t>(static_cast<std::uint32_t>(number) *
                                               static_cast<std::uint16_t>(pair.quantizer[which]));
    }
    return sound;
}

#else

using D16 = hn::CappedTag<std::int16_t, pair_numbers>;
using D32 = hn::Repartition<std::int32_t, D16>;
using V16 = hn::VFromD<D16>;
constexpr int lanes = static_cast<int>(hn::MaxLanes(D16()));
static_assert(pair_numbers % lanes == 0);

/// A number for each of a pair, over and over.
template <class T>
HWY_INLINE V16 both(T first, T second) {
    const auto low = std::uint32_t{static_cast<std::uint16_t>(first)};
    const auto high = std::uint32_t{static_cast<std::uint16_t>(second)};
    return hn::BitCast(D16(), hn::Set(D32(), static_cast<std::int32_t>(low | high << 16)));
}

/// The blocks whose sets hold the coefficient, as all ones.
struct Membership {
    explicit Membership(const TilePair& pair)
        : first(both<std::uint16_t>(pair.bit[0], 0)), second(both<std::uint16_t>(0, pair.bit[1])),
          words(pair.word) {}

    [[nodiscard]] HWY_INLINE auto at(const Parts& parts, int i) const {
        const auto load = [i](const std::uint16_t* numbers) {
            return hn::Load(D16(), reinterpret_cast<const std::int16_t*>(numbers) + i);
        };
        const V16 bits = hn::Or(hn::And(load(parts.numbers[words[0]]), first),
                                hn::And(load(parts.numbers[words[1]]), second));
        return hn::Ne(bits, hn::Zero(D16()));
    }

    V16 first;
    V16 second;
    std::array<std::uint8_t, 2> words;
};

HWY_INLINE void apply_to_pair(std::int16_t* numbers, const Parts& parts, const TilePair& pair,
                              std::int16_t bit) {
    const Membership members(pair);
    const V16 bits = hn::Set(D16(), bit);
    for (int i = 0; i < pair_numbers; i += lanes) {
        const V16 set = hn::IfThenElseZero(members.at(parts, i), bits);
        hn::Store(hn::Or(hn::Load(D16(), numbers + i), set), D16(), numbers + i);
    }
}

HWY_INLINE bool dequantize_pair(std::int16_t* numbers, const Parts& parts, const TilePair& pair) {
    const Membership negative(pair);
    const V16 lowest = both(pair.lowest[0], pair.lowest[1]);
    const V16 highest = both(pair.highest[0], pair.highest[1]);
    const V16 quantizer = both(pair.quantizer[0], pair.quantizer[1]);
    bool sound = true;
    for (int i = 0; i < pair_numbers; i += lanes) {
        const V16 amount = hn::Load(D16(), numbers + i);
        const V16 number = hn::IfThenElse(negative.at(parts, i), hn::Neg(amount), amount);
        sound =
            sound && hn::AllFalse(D16(), hn::Or(hn::Lt(number, lowest), hn::Gt(number, highest)));
        hn::Store(hn::Mul(number, quantizer), D16(), numbers + i);
    }
    return sound;
}

#endif

void apply_changes_here(std::int16_t* tile, const CoefficientSet* changes, std::int16_t bit,
                        const TilePlan& plan) {
    CoefficientSet any = 0;
    for (int block = 0; block < tile_blocks; ++block) {
        any |= changes[block];
    }
    if ((any & plan.wanted) == 0) {
        return;
    }
    Parts parts;
    for (int block = 0; block < tile_blocks; ++block) {
        set_block(parts, block, changes[block]);
    }
    for (int i = 0; i < plan.pair_count; ++i) {
        const TilePair& pair = plan.pairs[static_cast<std::size_t>(i)];
        if ((pair.set & any) != 0) {
            apply_to_pair(tile + pair.offset, parts, pair, bit);
        }
    }
}

bool dequantize_here(std::int16_t* tile, const BlockHistory* history, const TilePlan& plan) {
    Parts parts;
    CoefficientSet any = coefficient(0);
    for (int block = 0; block < tile_blocks; ++block) {
        any |= history[block].nonzero;
        set_block(parts, block, history[block].negative);
    }
    bool sound = true;
    for (int i = 0; i < plan.pair_count; ++i) {
        const TilePair& pair = plan.pairs[static_cast<std::size_t>(i)];
        if ((pair.set & any) != 0) {
            sound = dequantize_pair(tile + pair.offset, parts, pair) && sound;
        }
    }
    return sound;
}

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch {

HWY_EXPORT(apply_changes_here);
HWY_EXPORT(dequantize_here);

namespace {

constexpr int max_coefficient = (1 << (usual_bits - 1)) - 1;

void add_coefficient(TilePair& pair, std::size_t which, std::size_t k, std::uint16_t quantizer) {
    pair.set |= coefficient(static_cast<unsigned>(k));
    pair.word[which] = static_cast<std::uint8_t>(k / 16);
    pair.bit[which] = static_cast<std::uint16_t>(0x8000U >> k % 16);
    pair.quantizer[which] = static_cast<std::int16_t>(quantizer);
    const int divisor = quantizer > 0 ? quantizer : 1; // nothing is too much for 0
    pair.lowest[which] = static_cast<std::int16_t>(-((max_coefficient + 1) / divisor));
    pair.highest[which] = static_cast<std::int16_t>(max_coefficient / divisor);
}

} // namespace

TilePlan make_tile_plan(int n, const std::array<std::uint16_t, 64>& quantizers) {
    TilePlan plan;
    plan.pair_count = n * pairs_per_column(n);
    for (int i = 0; i < plan.pair_count; ++i) {
        plan.pairs[static_cast<std::size_t>(i)].offset = i * pair_numbers;
    }
    for (std::size_t k = 0; k < zigzag.size(); ++k) {
        const auto [u, v] = zigzag[k];
        if (u < n && v < n) {
            const int offset = tile_offset(n, u, v);
            TilePair& pair = plan.pairs[static_cast<std::size_t>(offset / pair_numbers)];
            add_coefficient(pair, static_cast<std::size_t>(offset % 2), k, quantizers[k]);
            plan.wanted |= coefficient(static_cast<unsigned>(k));
        }
    }
    return plan;
}

void apply_changes(std::int16_t* tile, const CoefficientSet* changes, std::int16_t bit,
                   const TilePlan& plan) {
    HWY_DYNAMIC_DISPATCH(apply_changes_here)(tile, changes, bit, plan);
}

bool dequantize(std::int16_t* tile, const BlockHistory* history, const TilePlan& plan) {
    return HWY_DYNAMIC_DISPATCH(dequantize_here)(tile, history, plan);
}

} // namespace imgbatch
#endif
