/// From a resampling filter and a sampling geometry to the weights of every output sample.
/// Pure arithmetic with + - * / only, so the tables are the same bits on every machine.
#pragma once

#include <imgbatch/options.h>

#include "base/ratio.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace imgbatch {

/// How one axis of an output lies on one axis of a source. Source sample j covers [j, j + 1);
/// output sample i is centred at start + (i + 1/2) * step, in source samples.
struct AxisMap {
    int source = 0; ///< stored source samples, at least 1
    Ratio step;     ///< source samples per output sample, greater than 0
    Ratio start;    ///< where the output's first sample begins
    int out = 0;    ///< output samples, at least 1

    friend bool operator==(const AxisMap&, const AxisMap&) = default;
};

/// Whether the output is a plain piece of the source: step 1 from a whole sample on, inside the
/// source. Such an axis is copied whatever the filter is (Mitchell would blur it).
bool is_copy(const AxisMap& map);

/// The filter that `automatic` stands for: Lanczos-3 where the step is over 1, else Catmull-Rom.
Filter resolve(Filter filter, Ratio step);

/// The continuous kernel at distance `x` from its centre, in units of its own scale; 0 from
/// kernel_support() on. For lanczos3, lanczos2, mitchell (B = C = 1/3), catmull_rom (B = 0,
/// C = 1/2) and linear only. Sources: Duchon, "Lanczos Filtering in One and Two Dimensions" (1979);
/// Mitchell and Netravali, "Reconstruction Filters in Computer Graphics" (1988).
double kernel(Filter filter, double x);
double kernel_support(Filter filter);

/// Weights of all output samples of one axis as integers: row i holds `taps` weights for the source
/// samples first[i], first[i] + 1, … and sums to exactly `one`.
template <class Weight>
struct FilterTable {
    int taps = 0;                    ///< even, the same for all rows; short rows end in zeros
    int alignment = 1;               ///< every first[i] is a multiple of it
    std::vector<std::int32_t> first; ///< may reach beyond the source only where weights are 0
    std::vector<Weight> weights;     ///< first.size() * taps

    [[nodiscard]] const Weight* row(int i) const {
        return weights.data() + static_cast<std::ptrdiff_t>(i) * taps;
    }
    [[nodiscard]] std::size_t size_bytes() const {
        return first.size() * sizeof(std::int32_t) + weights.size() * sizeof(Weight);
    }
};

/// 14-bit weights for 8-bit samples; 22-bit weights for 16-bit samples.
using NarrowTable = FilterTable<std::int16_t>;
using WideTable = FilterTable<std::int32_t>;
inline constexpr int narrow_weight_bits = 14;
inline constexpr int wide_weight_bits = 22;

/// The table for `map`. Shrinking stretches the kernel by the step, enlarging interpolates; `area`
/// is the mean over what an output sample covers, `nearest` the sample under its centre. Windows
/// are clipped at the source's edges and renormalised. `alignment` is 1 or 2. Throws
/// std::bad_alloc. Two maps that place an output sample alike give it the same weights.
NarrowTable make_narrow_table(const AxisMap& map, Filter filter, int alignment);
WideTable make_wide_table(const AxisMap& map, Filter filter);

} // namespace imgbatch
