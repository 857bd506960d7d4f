#include "peak_rates.h"

#include <array>

// The order of these matters.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "peak_rates.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "base/pairs-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace imgbatch::bench {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
double scalar_loop(int rounds, std::int64_t& sink) {
    T sum[4] = {static_cast<T>(sink | 1), 1, 3, 5};
    for (int i = 0; i < rounds; ++i) {
        for (T& s : sum) {
            s = static_cast<T>(s * 3 + s);
        }
    }
    sink += static_cast<std::int64_t>(sum[0] ^ sum[1] ^ sum[2] ^ sum[3]);
    return 4.0 * rounds;
}

/// As decoders of variable-length codes have it: new bits come while the table is read.
double lookup_loop(int rounds, std::int64_t& sink) {
    constexpr unsigned window = 10;
    std::array<std::uint32_t, 1U << window> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        table[i] = 2 + (i * 7 + static_cast<std::uint32_t>(sink & 1)) % 13;
    }
    auto bits = static_cast<std::uint64_t>(sink) | 0x0123456789ABCDEFU;
    const std::uint64_t fresh = bits;
    for (int i = 0; i < rounds; ++i) {
        const std::uint32_t length = table[bits >> (64 - window)];
        bits = (bits ^ fresh) << length;
    }
    sink ^= static_cast<std::int64_t>(bits);
    return rounds;
}

#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE

/// Twelve chains hide the latency of a multiplication and an addition. Each product needs the sum
/// before it and each chain starts elsewhere, so that none can be left out.
template <class D, class Step>
HWY_INLINE hn::Vec<D> chains(D d, std::int64_t seed, int rounds, Step step) {
    using V = hn::Vec<D>;
    const auto start = [&](int i) HWY_ATTR {
        return hn::Set(d, static_cast<hn::TFromD<D>>((seed + i) | 1) + i);
    };
    V s0 = start(0), s1 = start(1), s2 = start(2), s3 = start(3), s4 = start(4), s5 = start(5);
    V s6 = start(6), s7 = start(7), s8 = start(8), s9 = start(9), s10 = start(10), s11 = start(11);
    for (int i = 0; i < rounds; ++i) {
        s0 = step(s0);
        s1 = step(s1);
        s2 = step(s2);
        s3 = step(s3);
        s4 = step(s4);
        s5 = step(s5);
        s6 = step(s6);
        s7 = step(s7);
        s8 = step(s8);
        s9 = step(s9);
        s10 = step(s10);
        s11 = step(s11);
    }
    const V a = hn::Xor(hn::Xor(s0, s1), hn::Xor(s2, s3));
    const V b = hn::Xor(hn::Xor(s4, s5), hn::Xor(s6, s7));
    return hn::Xor(hn::Xor(a, b), hn::Xor(hn::Xor(s8, s9), hn::Xor(s10, s11)));
}

double narrow_loop(int rounds, std::int64_t& sink) {
    namespace ours = imgbatch::HWY_NAMESPACE;
    const auto weight = hn::Set(ours::D16(), 3);
    const auto step = [&](ours::V32 sum) HWY_ATTR {
        return ours::multiply_add_pairs(hn::BitCast(ours::D16(), sum), weight, sum);
    };
    sink += hn::GetLane(chains(ours::D32(), sink & 0xFFFF, rounds, step));
    return 12.0 * static_cast<double>(hn::Lanes(ours::D16())) * rounds;
}

double wide_loop(int rounds, std::int64_t& sink) {
#if HWY_TARGET == HWY_SSSE3 // has no such multiplication: plain code is faster
    return scalar_loop<std::uint64_t>(rounds, sink);
#else
    const hn::ScalableTag<std::int64_t> d64;
    const hn::Repartition<std::int32_t, decltype(d64)> d32;
    const auto weight = hn::Set(d32, 3);
    const auto step = [&](auto sum) HWY_ATTR {
        return hn::Add(sum, hn::MulEven(hn::BitCast(d32, sum), weight));
    };
    sink += hn::GetLane(chains(d64, sink & 0xFFFF, rounds, step));
    return 12.0 * static_cast<double>(hn::Lanes(d64)) * rounds;
#endif
}

std::int64_t read_loop(const std::byte* data, std::size_t bytes) {
    const hn::ScalableTag<std::uint8_t> d;
    const std::size_t lanes = hn::Lanes(d);
    const auto* p = reinterpret_cast<const std::uint8_t*>(data);
    auto a = hn::Zero(d);
    auto b = a;
    for (std::size_t i = 0; i + 4 * lanes <= bytes; i += 4 * lanes) {
        a = hn::Or(a, hn::Or(hn::LoadU(d, p + i), hn::LoadU(d, p + i + lanes)));
        b = hn::Or(b, hn::Or(hn::LoadU(d, p + i + 2 * lanes), hn::LoadU(d, p + i + 3 * lanes)));
    }
    return hn::GetLane(hn::Or(a, b));
}

#else

double narrow_loop(int rounds, std::int64_t& sink) {
    return scalar_loop<std::uint32_t>(rounds, sink);
}

double wide_loop(int rounds, std::int64_t& sink) {
    return scalar_loop<std::uint64_t>(rounds, sink);
}

std::int64_t read_loop(const std::byte* data, std::size_t bytes) {
    const auto* p = reinterpret_cast<const std::uint64_t*>(data);
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < bytes / sizeof all; ++i) {
        all |= p[i];
    }
    return static_cast<std::int64_t>(all);
}

#endif

} // namespace HWY_NAMESPACE
} // namespace imgbatch::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imgbatch::bench {

HWY_EXPORT(narrow_loop);
HWY_EXPORT(wide_loop);
HWY_EXPORT(lookup_loop);
HWY_EXPORT(read_loop);

double narrow_products(int rounds, std::int64_t& sink) {
    return HWY_DYNAMIC_DISPATCH(narrow_loop)(rounds, sink);
}

double wide_products(int rounds, std::int64_t& sink) {
    return HWY_DYNAMIC_DISPATCH(wide_loop)(rounds, sink);
}

double lookups(int rounds, std::int64_t& sink) {
    return HWY_DYNAMIC_DISPATCH(lookup_loop)(rounds, sink);
}

void read_all(const std::byte* data, std::size_t bytes, std::int64_t& sink) {
    sink += HWY_DYNAMIC_DISPATCH(read_loop)(data, bytes);
}

} // namespace imgbatch::bench
#endif
