/// Division by an alpha of 8 bits without a division.
#pragma once

#include <array>
#include <cstdint>

namespace imgbatch {

constexpr std::array<std::uint32_t, 256> make_reciprocals() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t a = 1; a < 256; ++a) {
        table[a] = ((1U << 24) + a - 1) / a;
    }
    return table;
}

/// 2^24 / a, rounded up, and 0 for 0: n * that >> 24 is n / a, rounded down, for n below 2^16.
inline constexpr std::array<std::uint32_t, 256> reciprocals = make_reciprocals();

} // namespace imgbatch
