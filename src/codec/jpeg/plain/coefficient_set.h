/// Sets of the 64 coefficients of a block.
#pragma once

#include <cstdint>

namespace imgbatch {

/// One bit per coefficient in file (zigzag) order, the first one on top: as bits are read, so that
/// a run of bits meant for some coefficients can be laid over them.
using CoefficientSet = std::uint64_t;

/// Coefficient k alone, 0 to 63.
constexpr CoefficientSet coefficient(unsigned k) {
    return CoefficientSet{1} << 63 >> k;
}

/// Coefficient k, 0 to 63, and all that follow.
constexpr CoefficientSet coefficients_from(unsigned k) {
    return ~CoefficientSet{0} >> k;
}

/// Those of first to last, both included.
constexpr CoefficientSet band_of(unsigned first, unsigned last) {
    return coefficients_from(first) & ~(coefficients_from(last) >> 1);
}

static_assert(band_of(0, 63) == ~CoefficientSet{0} && band_of(5, 5) == coefficient(5));
static_assert(band_of(63, 63) == 1);

} // namespace imgbatch
