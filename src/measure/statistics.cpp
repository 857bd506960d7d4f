#include "measure/statistics.h"

#include <algorithm>

namespace imgbatch {

double Spread::relative() const {
    return median == 0 ? 0 : (most - least) / median;
}

Spread spread_of(std::vector<double> values) {
    if (values.empty()) {
        return {};
    }
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    const double median =
        values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return {median, values.front(), values.back(), values.size()};
}

Spread spread_of_ratios(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (b[i] != 0) {
            ratios.push_back(a[i] / b[i]);
        }
    }
    return spread_of(std::move(ratios));
}

} // namespace imgbatch
