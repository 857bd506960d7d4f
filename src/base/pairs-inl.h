// Included once per SIMD target, inside none of its namespaces; not for HWY_SCALAR.
#if defined(IMGBATCH_BASE_PAIRS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef IMGBATCH_BASE_PAIRS_INL_H
#undef IMGBATCH_BASE_PAIRS_INL_H
#else
#define IMGBATCH_BASE_PAIRS_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

using D16 = hwy::HWY_NAMESPACE::ScalableTag<std::int16_t>;
using D32 = hwy::HWY_NAMESPACE::ScalableTag<std::int32_t>;
using V16 = hwy::HWY_NAMESPACE::Vec<D16>;
using V32 = hwy::HWY_NAMESPACE::Vec<D32>;

#if HWY_TARGET != HWY_SCALAR

/// Per 32-bit lane: sum + a.even * b.even + a.odd * b.odd.
HWY_INLINE V32 multiply_add_pairs(V16 a, V16 b, V32 sum) {
    namespace hn = hwy::HWY_NAMESPACE;
    const D32 d32;
#if HWY_ARCH_X86
    // Only here does the operation promise which products meet in which lane.
    V32 unused = hn::Zero(d32);
    return hn::ReorderWidenMulAccumulate(d32, a, b, sum, unused);
#else
    const V32 a32 = hn::BitCast(d32, a);
    const V32 b32 = hn::BitCast(d32, b);
    const V32 even = hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(a32)),
                             hn::ShiftRight<16>(hn::ShiftLeft<16>(b32)));
    const V32 odd = hn::Mul(hn::ShiftRight<16>(a32), hn::ShiftRight<16>(b32));
    return hn::Add(sum, hn::Add(even, odd));
#endif
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#endif
