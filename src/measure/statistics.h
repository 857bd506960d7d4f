/// What several measurements of one thing say together.
#pragma once

#include <cstddef>
#include <vector>

namespace imgbatch {

/// The middle of some values and how far they lie apart.
struct Spread {
    double median = 0; ///< of an even number of values: the mean of the middle two
    double least = 0;
    double most = 0;
    std::size_t count = 0; ///< 0: nothing was measured, all else is 0

    /// (most - least) / median; 0 where the median is.
    [[nodiscard]] double relative() const;
};

Spread spread_of(std::vector<double> values);

/// The spread of a[i] / b[i], for values that were measured side by side: what disturbs both
/// cancels out. Goes as far as the shorter list; pairs whose divisor is 0 are left out.
Spread spread_of_ratios(const std::vector<double>& a, const std::vector<double>& b);

} // namespace imgbatch
