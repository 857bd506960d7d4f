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

/// The centres of a map's output samples, one after another. `rest` / `den` is the exact fraction.
class Centres {
public:
    explicit Centres(const AxisMap& map) {
        const Ratio half_step = map.step * Ratio(1, 2);
        const std::int64_t g = std::gcd(half_step.den, map.start.den);
        den_ = half_step.den / g * map.start.den;
        assert(den_ > 0);
        const std::int64_t half = half_step.num * (map.start.den / g);
        step_whole_ = 2 * half / den_;
        step_rest_ = 2 * half % den_;
        const std::int64_t first = half + map.start.num * (half_step.den / g);
        whole_ = first / den_;
        rest_ = first % den_;
        if (rest_ < 0) {
            --whole_;
            rest_ += den_;
        }
    }

    Position next() {
        const Position centre{whole_, static_cast<double>(rest_) / static_cast<double>(den_)};
        whole_ += step_whole_;
        rest_ += step_rest_;
        if (rest_ >= den_) {
            rest_ -= den_;
            ++whole_;
        }
        return centre;
    }

private:
    std::int64_t den_ = 1;
    std::int64_t step_whole_ = 0;
    std::int64_t step_rest_ = 0;
    std::int64_t whole_ = 0;
    std::int64_t rest_ = 0;
};

/// Which source samples an output sample is made of.
struct Window {
    Position centre;
    std::int64_t first = 0;
    std::int64_t count = 0;
};

std::int64_t floor_of(double x) {
    const auto truncated = static_cast<std::int64_t>(x);
    return static_cast<double>(truncated) > x ? truncated - 1 : truncated;
}

/// What all windows of one table share.
struct Shape {
    Filter filter;
    std::int64_t source;
    double stretch; ///< of the kernel
    double reach;   ///< to both sides of a centre

    Shape(const AxisMap& map, Filter wanted)
        : filter(is_copy(map) ? Filter::nearest : resolve(wanted, map.step)), source(map.source),
          stretch(std::max(1.0, map.step.value())),
          reach(filter == Filter::area ? map.step.value() / 2 : kernel_support(filter) * stretch) {}
};

/// The sample under the centre alone.
Window nearest_window(const Shape& shape, Position centre) {
    return {centre, std::clamp(centre.whole, std::int64_t{0}, shape.source - 1), 1};
}

/// Samples whose centres lie within the stretched kernel's support; for area, those that the output
/// sample covers, however little.
Window window_at(const Shape& shape, Position centre) {
    if (shape.filter == Filter::nearest) {
        return nearest_window(shape, centre);
    }
    const bool area = shape.filter == Filter::area;
    const double middle = area ? centre.fraction : centre.fraction - 0.5;
    const std::int64_t inside = area ? 0 : 1; // the support's very ends have weight 0
    const std::int64_t low = centre.whole + floor_of(middle - shape.reach) + inside;
    const std::int64_t high = centre.whole - floor_of(-middle - shape.reach);
    const std::int64_t first = std::max(low, std::int64_t{0});
    const std::int64_t count = std::min(high, shape.source) - first;
    return count > 0 ? Window{centre, first, count} : nearest_window(shape, centre);
}

/// lanczos3 at `x`, x + step, …: one rotation per value instead of one sine. x in (-3, 3).
void lanczos3_run(double x, double step, std::span<double> out) {
    const double ahead = x < 0 ? -x : x;
    double sine = x < 0 ? -sin_pi(ahead / 3) : sin_pi(ahead / 3);
    double cosine = sin_pi(ahead / 3 + 0.5);
    const double step_sine = sin_pi(step / 3);
    const double step_cosine = sin_pi(step / 3 + 0.5);
    for (std::size_t k = 0; k < out.size(); ++k) {
        const double at = x + static_cast<double>(k) * step;
        const double square = sine * sine;
        // Next to 0 the quotient would magnify the rotation's error; two terms of the series do.
        out[k] = at * at < 1e-6 ? 1.0 - at * at * (5 * pi * pi / 27)
                                : square * (3.0 - 4.0 * square) * 3.0 / (pi * pi * at * at);
        const double turned = sine * step_cosine + cosine * step_sine;
        cosine = cosine * step_cosine - sine * step_sine;
        sine = turned;
    }
}

/// The weights of a window before they are made to sum to 1.
void weigh(const Shape& shape, const Window& window, std::span<double> out) {
    const auto begin = static_cast<double>(window.first - window.centre.whole);
    const double fraction = window.centre.fraction;
    if (shape.filter == Filter::nearest) {
        out[0] = 1.0;
    } else if (shape.filter == Filter::area) {
        for (std::size_t k = 0; k < out.size(); ++k) {
            const double left = begin + static_cast<double>(k);
            const double right = std::min(fraction + shape.reach, left + 1);
            out[k] = std::max(0.0, right - std::max(fraction - shape.reach, left));
        }
    } else if (shape.filter == Filter::lanczos3) {
        lanczos3_run((begin - (fraction - 0.5)) / shape.stretch, 1.0 / shape.stretch, out);
    } else {
        for (std::size_t k = 0; k < out.size(); ++k) {
            const double distance = begin + static_cast<double>(k) - (fraction - 0.5);
            out[k] = kernel(shape.filter, distance / shape.stretch);
        }
    }
}

/// Turns weights into integers that sum to `one`: each takes what brings the running sum nearest to
/// the exact one, so that rounding errors cancel between neighbours instead of adding up over a
/// wide window. `sum`: of all weights.
template <class Weight>
void quantise(std::span<const double> weights, double sum, double one, Weight* out) {
    const double scale = 1.0 / sum;
    double exact = 0.0;
    std::int64_t given = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        exact += weights[k] * scale;
        const bool last = k + 1 == weights.size();
        const std::int64_t wanted =
            last ? static_cast<std::int64_t>(one) : floor_of(exact * one + 0.5);
        out[k] = static_cast<Weight>(wanted - given);
        given = wanted;
    }
}

std::vector<Window> all_windows(const AxisMap& map, const Shape& shape) {
    std::vector<Window> windows;
    windows.reserve(static_cast<std::size_t>(map.out));
    Centres centres(map);
    for (int i = 0; i < map.out; ++i) {
        windows.push_back(window_at(shape, centres.next()));
    }
    return windows;
}

/// Even, and enough for every window behind the samples that alignment puts before it.
int taps_for(const std::vector<Window>& windows, int alignment) {
    std::int64_t taps = 0;
    for (const Window& window : windows) {
        taps = std::max(taps, window.first % alignment + window.count);
    }
    return static_cast<int>((taps + 1) / 2 * 2);
}

/// Whether two windows lie alike around centres of one fraction: then their weights are the same.
bool lie_alike(const Window& a, const Window& b) {
    return a.count == b.count && a.first - a.centre.whole == b.first - b.centre.whole;
}

template <class Weight>
FilterTable<Weight> make_table(const AxisMap& map, Filter filter, int alignment, int bits) {
    const Shape shape(map, filter);
    std::vector<Window> windows = all_windows(map, shape);
    FilterTable<Weight> table;
    table.alignment = alignment;
    table.taps = taps_for(windows, alignment);
    const std::int64_t limit = (std::int64_t{map.source} + alignment - 1) / alignment * alignment;
    table.first.resize(windows.size());
    table.weights.resize(windows.size() * static_cast<std::size_t>(table.taps));
    std::vector<double> buffer(static_cast<std::size_t>(table.taps));
    // After this many output samples the fractions of the centres begin anew.
    const auto period = static_cast<std::size_t>(map.step.den);
    std::vector<const Weight*> begins(windows.size());
    for (std::size_t i = 0; i < windows.size(); ++i) {
        Window& window = windows[i];
        auto weights = std::span(buffer).first(static_cast<std::size_t>(window.count));
        const bool again = i >= period && lie_alike(window, windows[i - period]);
        double sum = 0.0;
        if (!again) {
            weigh(shape, window, weights);
            sum = std::accumulate(weights.begin(), weights.end(), 0.0);
            if (sum <= 0.0) { // a sliver of area lost to rounding
                window = nearest_window(shape, window.centre);
                weights = weights.first(1);
                weights[0] = sum = 1.0;
            }
        }
        const std::int64_t aligned = window.first - window.first % alignment;
        const std::int64_t first = std::max(std::int64_t{0}, std::min(aligned, limit - table.taps));
        table.first[i] = static_cast<std::int32_t>(first);
        Weight* out = table.weights.data() + i * static_cast<std::size_t>(table.taps) +
                      (window.first - first);
        if (again) {
            std::copy_n(begins[i - period], window.count, out);
        } else {
            quantise<Weight>(weights, sum, static_cast<double>(1 << bits), out);
        }
        begins[i] = out;
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
