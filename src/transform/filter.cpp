#include "transform/filter.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <span>

namespace imgbatch {
namespace {

constexpr double pi = 3.14159265358979323846;

/// The sine's power series up to the 17th power, highest first: 1 / n!, signs alternating.
constexpr std::array<double, 9> sine_series{1.0 / 355687428096000.0,
                                            -1.0 / 1307674368000.0,
                                            1.0 / 6227020800.0,
                                            -1.0 / 39916800.0,
                                            1.0 / 362880.0,
                                            -1.0 / 5040.0,
                                            1.0 / 120.0,
                                            -1.0 / 6.0,
                                            1.0};

/// sin(pi * x) for x from 0 to a few units, to about 1e-13; libm's differs between machines.
double sin_pi(double x) {
    const double shifted = x + 0.5;
    const int whole = static_cast<int>(shifted);
    const double y = (x - static_cast<double>(whole)) * pi;
    const double y2 = y * y;
    double sum = 0.0;
    for (const double term : sine_series) {
        sum = sum * y2 + term;
    }
    return whole % 2 != 0 ? -y * sum : y * sum;
}

/// sinc(x) * sinc(x / 3) for x in [0, 3), by sin 3a = 3 sin a - 4 sin^3 a.
double lanczos3(double x) {
    if (x == 0.0) {
        return 1.0;
    }
    const double third = sin_pi(x / 3);
    const double square = third * third;
    return square * (3.0 - 4.0 * square) * 3.0 / (pi * pi * x * x);
}

/// sinc(x) * sinc(x / 2) for x in [0, 2).
double lanczos2(double x) {
    return x == 0.0 ? 1.0 : sin_pi(x) * sin_pi(x / 2) * 2.0 / (pi * pi * x * x);
}

/// The cubics of Mitchell and Netravali, of two parameters.
double cubic(double x, double b, double c) {
    if (x < 1.0) {
        return ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + (6 - 2 * b)) /
               6;
    }
    return ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + (-12 * b - 48 * c) * x +
            (8 * b + 24 * c)) /
           6;
}

/// A position on the source as a whole part and a fraction in [0, 1), both exact but for the
/// fraction's one rounding: equal positions give equal numbers however they were reached.
struct Position {
    std::int64_t whole = 0;
    double fraction = 0.0;
};

Position centre_of(const AxisMap& map, int i) {
    const Ratio half_step = map.step * Ratio(1, 2);
    const std::int64_t g = std::gcd(half_step.den, map.start.den);
    const std::int64_t den = half_step.den / g * map.start.den;
    const std::int64_t num = half_step.num * (map.start.den / g) * (2 * std::int64_t{i} + 1) +
                             map.start.num * (half_step.den / g);
    assert(den > 0);
    std::int64_t whole = num / den;
    std::int64_t rest = num % den;
    if (rest < 0) {
        --whole;
        rest += den;
    }
    return {whole, static_cast<double>(rest) / static_cast<double>(den)};
}

/// The windows of all output samples; their weights lie one after another in `weights`.
struct Window {
    std::int64_t first = 0; ///< the source sample of the first weight
    std::size_t begin = 0;  ///< of its weights
    std::size_t end = 0;
};
struct Windows {
    std::vector<Window> each;
    std::vector<double> weights;
};

std::int64_t floor_of(double x) {
    const auto truncated = static_cast<std::int64_t>(x);
    return static_cast<double>(truncated) > x ? truncated - 1 : truncated;
}

/// Samples whose centres lie within the stretched kernel's support. Returns the first.
std::int64_t add_kernel(const AxisMap& map, Filter filter, Position centre,
                        std::vector<double>& weights) {
    const double stretch = std::max(1.0, map.step.value());
    const double reach = kernel_support(filter) * stretch;
    const double middle = centre.fraction - 0.5; // of the kernel, from sample `whole`'s centre
    const std::int64_t low = std::max(centre.whole + floor_of(middle - reach) + 1, std::int64_t{0});
    const std::int64_t high =
        std::min(centre.whole - floor_of(-middle - reach), std::int64_t{map.source});
    for (std::int64_t j = low; j < high; ++j) {
        const double distance = static_cast<double>(j - centre.whole) - middle;
        weights.push_back(kernel(filter, distance / stretch));
    }
    return low;
}

/// Samples by how much of them the output sample covers. Returns the first.
std::int64_t add_area(const AxisMap& map, Position centre, std::vector<double>& weights) {
    const double half = map.step.value() / 2;
    const double begin = centre.fraction - half; // from sample `whole`'s left edge
    const double end = centre.fraction + half;
    const std::int64_t low = std::max(centre.whole + floor_of(begin), std::int64_t{0});
    const std::int64_t high = std::min(centre.whole - floor_of(-end), std::int64_t{map.source});
    for (std::int64_t j = low; j < high; ++j) {
        const auto left = static_cast<double>(j - centre.whole);
        weights.push_back(std::max(0.0, std::min(end, left + 1) - std::max(begin, left)));
    }
    return low;
}

void add_window(const AxisMap& map, Filter filter, int i, Windows& windows) {
    const Position centre = centre_of(map, i);
    std::vector<double>& weights = windows.weights;
    Window window;
    window.begin = weights.size();
    if (filter == Filter::area) {
        window.first = add_area(map, centre, weights);
    } else if (filter != Filter::nearest) {
        window.first = add_kernel(map, filter, centre, weights);
    }
    double sum = 0.0;
    for (std::size_t k = window.begin; k < weights.size(); ++k) {
        sum += weights[k];
    }
    if (sum <= 0.0) { // nearest, or a sliver of area lost to rounding
        weights.resize(window.begin);
        weights.push_back(1.0);
        sum = 1.0;
        window.first = std::clamp(centre.whole, std::int64_t{0}, std::int64_t{map.source} - 1);
    }
    const double scale = 1.0 / sum;
    for (std::size_t k = window.begin; k < weights.size(); ++k) {
        weights[k] *= scale;
    }
    window.end = weights.size();
    windows.each.push_back(window);
}

/// Turns weights that sum to 1 into integers that sum to `one`: each takes what brings the running
/// sum nearest to the exact one, so that rounding errors cancel between neighbours instead of
/// adding up over a wide window.
template <class Weight>
void quantise(std::span<const double> weights, double one, Weight* out) {
    double exact = 0.0;
    std::int64_t given = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        exact += weights[k];
        const bool last = k + 1 == weights.size();
        const std::int64_t wanted =
            last ? static_cast<std::int64_t>(one) : floor_of(exact * one + 0.5);
        out[k] = static_cast<Weight>(wanted - given);
        given = wanted;
    }
}

template <class Weight>
FilterTable<Weight> make_table(const AxisMap& map, Filter filter, int alignment, int bits) {
    filter = is_copy(map) ? Filter::nearest : resolve(filter, map.step);
    Windows windows;
    windows.each.reserve(static_cast<std::size_t>(map.out));
    FilterTable<Weight> table;
    table.alignment = alignment;
    for (int i = 0; i < map.out; ++i) {
        add_window(map, filter, i, windows);
        const Window& window = windows.each.back();
        const std::int64_t lead = window.first % alignment;
        const auto taps = lead + static_cast<std::int64_t>(window.end - window.begin);
        table.taps = std::max(table.taps, static_cast<int>((taps + 1) / 2 * 2));
    }
    const std::int64_t limit = (std::int64_t{map.source} + alignment - 1) / alignment * alignment;
    table.first.reserve(windows.each.size());
    table.weights.resize(windows.each.size() * static_cast<std::size_t>(table.taps));
    Weight* row = table.weights.data();
    for (const Window& window : windows.each) {
        std::int64_t first = window.first - window.first % alignment;
        first = std::max(std::int64_t{0}, std::min(first, limit - table.taps));
        table.first.push_back(static_cast<std::int32_t>(first));
        quantise(std::span(windows.weights).subspan(window.begin, window.end - window.begin),
                 static_cast<double>(1 << bits), row + (window.first - first));
        row += table.taps;
    }
    return table;
}

} // namespace

bool is_copy(const AxisMap& map) {
    return map.step == Ratio(1) && map.start.den == 1 && map.start.num >= 0 &&
           map.start.num + map.out <= map.source;
}

Filter resolve(Filter filter, Ratio step) {
    if (filter != Filter::automatic) {
        return filter;
    }
    return step.num > step.den ? Filter::lanczos3 : Filter::catmull_rom;
}

double kernel_support(Filter filter) {
    switch (filter) {
    case Filter::lanczos3:
        return 3.0;
    case Filter::lanczos2:
    case Filter::mitchell:
    case Filter::catmull_rom:
        return 2.0;
    default:
        return 1.0;
    }
}

double kernel(Filter filter, double x) {
    x = x < 0 ? -x : x;
    if (x >= kernel_support(filter)) {
        return 0.0;
    }
    switch (filter) {
    case Filter::lanczos3:
        return lanczos3(x);
    case Filter::lanczos2:
        return lanczos2(x);
    case Filter::mitchell:
        return cubic(x, 1.0 / 3, 1.0 / 3);
    case Filter::catmull_rom:
        return cubic(x, 0.0, 0.5);
    default:
        return 1.0 - x;
    }
}

NarrowTable make_narrow_table(const AxisMap& map, Filter filter, int alignment) {
    return make_table<std::int16_t>(map, filter, alignment, narrow_weight_bits);
}

WideTable make_wide_table(const AxisMap& map, Filter filter) {
    return make_table<std::int32_t>(map, filter, 1, wide_weight_bits);
}

} // namespace imgbatch
