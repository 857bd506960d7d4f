/// Exact fractions for sampling positions: the same on every machine, without libm.
#pragma once

#include <cstdint>
#include <numeric>

namespace imgbatch {

/// num / den, den at least 1, kept in lowest terms.
struct Ratio {
    std::int64_t num = 0;
    std::int64_t den = 1;

    constexpr Ratio() = default;
    constexpr Ratio(std::int64_t whole) : num(whole) {}
    constexpr Ratio(std::int64_t n, std::int64_t d) {
        const std::int64_t g = std::gcd(n, d);
        num = g == 0 ? 0 : n / g;
        den = g == 0 ? 1 : d / g;
    }

    [[nodiscard]] constexpr double value() const {
        return static_cast<double>(num) / static_cast<double>(den);
    }

    friend constexpr bool operator==(const Ratio&, const Ratio&) = default;
};

constexpr Ratio operator*(Ratio a, Ratio b) {
    // Cross-reduced first, so that picture-sized numbers stay far from overflow.
    const Ratio left(a.num, b.den);
    const Ratio right(b.num, a.den);
    return {left.num * right.num, left.den * right.den};
}

constexpr Ratio operator/(Ratio a, Ratio b) {
    return a * Ratio(b.den, b.num);
}

constexpr Ratio operator+(Ratio a, Ratio b) {
    const std::int64_t g = std::gcd(a.den, b.den);
    return {a.num * (b.den / g) + b.num * (a.den / g), a.den / g * b.den};
}

} // namespace imgbatch
