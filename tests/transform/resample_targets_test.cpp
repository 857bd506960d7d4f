#include "support/forced_target.h"
#include "transform/alpha.h"
#include "transform/reference.h"
#include "transform/resample.h"
#include "transform/resample_kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <type_traits>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

std::string resample_all(Pattern pattern) {
    std::string samples;
    Resampler resampler;
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        for (int channels = 1; channels <= 4; ++channels) {
            for (const auto& [from, to] : {std::pair{Size{211, 97}, Size{83, 41}},
                                           {Size{31, 33}, Size{77, 95}},
                                           {Size{1, 9}, Size{3, 2}},
                                           {Size{1025, 17}, Size{64, 17}},
                                           {Size{5, 1}, Size{2, 1}},
                                           {Size{9001, 3}, Size{3001, 2}}}) {
                const Image source = painted(from.width, from.height, channels, type, pattern);
                for (const Filter filter : {Filter::automatic, Filter::mitchell, Filter::area}) {
                    const auto result =
                        resampler.resample(source, whole(to.width, to.height, filter));
                    REQUIRE(result);
                    samples += all_samples(*result);
                }
            }
            Image translucent = make_interleaved(77, 9, ColorModel::rgba, type);
            paint(translucent.planes[0], pattern);
            const auto result = resampler.resample(translucent, whole(30, 5));
            REQUIRE(result);
            samples += all_samples(*result);
        }
    }
    return samples;
}

/// A source whose rows lie without gaps and that ends as soon as the kernels' contract allows: the
/// address sanitizer sees any further step.
template <class T>
std::vector<T> block_of(int width, int channels, const std::vector<T>& source, bool plain) {
    using Table = std::conditional_t<sizeof(T) == 1, NarrowTable, WideTable>;
    const int height = 7;
    const int out_width = (width + 1) / 2 + width % 3;
    const AxisMap x{width, Ratio(width, out_width), Ratio(0), out_width};
    const AxisMap y{height, Ratio(height, 19), Ratio(0), 19};
    Table vertical;
    Table horizontal;
    if constexpr (sizeof(T) == 1) {
        vertical = make_narrow_table(y, Filter::automatic, 1);
        horizontal = make_narrow_table(x, Filter::automatic, 2);
    } else {
        vertical = make_wide_table(y, Filter::automatic);
        horizontal = make_wide_table(x, Filter::automatic);
    }
    BlockWindow window;
    window.out_columns = out_width;
    window.out_rows = y.out;
    window.columns = horizontal.first.back() + horizontal.taps;
    const int stride = (out_width * channels + 3) / 4 * 4;
    std::vector<T> target(static_cast<std::size_t>(stride) * static_cast<std::size_t>(y.out));
    BlockSamples<T> samples;
    samples.source = source.data();
    samples.source_stride = static_cast<std::ptrdiff_t>(width) * channels;
    samples.source_width = width;
    samples.source_end = height;
    samples.target = target.data();
    samples.target_stride = stride;
    samples.channels = channels;
    KernelScratch scratch;
    if (plain) {
        resample_block_plain(samples, window, vertical, horizontal, scratch);
    } else {
        resample_block(samples, window, vertical, horizontal, scratch);
    }
    // What lies behind a row's end may be anything.
    for (int row = 0; row < y.out; ++row) {
        std::fill(target.begin() + row * stride + out_width * channels,
                  target.begin() + (row + 1) * stride, T{0});
    }
    return target;
}

template <class T>
void check_widths() {
    std::mt19937 random(7);
    for (int channels = 1; channels <= 4; ++channels) {
        for (int width = 1; width <= 130; ++width) {
            const int count = 7 * width * channels + 64 / static_cast<int>(sizeof(T));
            std::vector<T> source(static_cast<std::size_t>(count));
            for (T& sample : source) {
                sample = static_cast<T>(random());
            }
            const std::vector<T> wanted = block_of(width, channels, source, true);
            for (const std::int64_t target : supported_targets()) {
                const ForcedTarget forced(target);
                REQUIRE_MESSAGE(block_of(width, channels, source, false) == wanted,
                                hwy::TargetName(target), ", ", width, " pixels of ", channels,
                                " channels, bytes ", sizeof(T));
            }
        }
    }
}

} // namespace

TEST_CASE("every width from 1 to 130 gives what plain code gives, on every SIMD target") {
    check_widths<std::uint8_t>();
    check_widths<std::uint16_t>();
}

TEST_CASE("every SIMD target and the plain form give identical samples") {
    for (const Pattern pattern : {Pattern::noise, Pattern::checker}) {
        std::string wanted;
        {
            const ForcedTarget plain(HWY_SCALAR);
            wanted = resample_all(pattern);
        }
        for (const std::int64_t target : supported_targets()) {
            const ForcedTarget forced(target);
            CHECK_MESSAGE(resample_all(pattern) == wanted, hwy::TargetName(target));
        }
    }
}
