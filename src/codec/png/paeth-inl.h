// Included once per SIMD target, inside none of its namespaces; not for HWY_SCALAR.
#if defined(IMGBATCH_CODEC_PNG_PAETH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef IMGBATCH_CODEC_PNG_PAETH_INL_H
#undef IMGBATCH_CODEC_PNG_PAETH_INL_H
#else
#define IMGBATCH_CODEC_PNG_PAETH_INL_H
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imgbatch {
namespace HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR

/// PNG's Paeth predictor of bytes: that of a (left), b (up) and c (upper left) which is nearest to
/// a + b - c. Between lo and hi, the lesser and the greater of a and b, c lies hi - c from one and
/// c - lo from the other; lo is nearest where twice the first is at most the second, and hi the
/// other way round. Differences that saturate at 0 say the right thing for a c outside of them too,
/// so that all of it fits into bytes.
template <class D, class V>
HWY_INLINE V paeth(D d, V a, V b, V c) {
    namespace hn = hwy::HWY_NAMESPACE;
    const V zero = hn::Zero(d);
    const V lo = hn::Min(a, b);
    const V hi = hn::Max(a, b);
    const V above = hn::SaturatedSub(hi, c);
    const V below = hn::SaturatedSub(c, lo);
    const auto is_lo = hn::Eq(hn::SaturatedSub(hn::SaturatedAdd(above, above), below), zero);
    const auto is_hi = hn::Eq(hn::SaturatedSub(hn::SaturatedAdd(below, below), above), zero);
    return hn::IfThenElse(is_lo, lo, hn::IfThenElse(is_hi, hi, c));
}

/// (a + b) / 2 of bytes, rounded down.
template <class D, class V>
HWY_INLINE V floor_average(D d, V a, V b) {
    namespace hn = hwy::HWY_NAMESPACE;
    const V odd = hn::And(hn::Xor(a, b), hn::Set(d, 1));
    return hn::Sub(hn::AverageRound(a, b), odd);
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch
HWY_AFTER_NAMESPACE();

#endif
