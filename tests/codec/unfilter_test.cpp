#include "codec/png/unfilter.h"
#include "codec/support/png_maker.h"
#include "support/forced_target.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// Rows without any gap between them, so that what is written too far does harm.
struct Unfiltered {
    bool known_filters = false;
    std::vector<std::uint8_t> samples;
    bool operator==(const Unfiltered&) const = default;
};

Unfiltered run(bool (*unfilter_rows)(const UnfilterJob&), const Bytes& rows, int width, int height,
               int channels) {
    const auto row_bytes = static_cast<std::size_t>(width * channels);
    const std::vector<std::uint8_t> zeros(row_bytes);
    std::vector<std::uint8_t> spare(row_bytes);
    Unfiltered result;
    result.samples.resize(row_bytes * static_cast<std::size_t>(height));
    result.known_filters =
        unfilter_rows({.filtered = reinterpret_cast<const std::uint8_t*>(rows.data()),
                       .row_bytes = row_bytes,
                       .height = height,
                       .pixel_bytes = channels,
                       .target = result.samples.data(),
                       .target_stride = static_cast<std::ptrdiff_t>(row_bytes),
                       .zero_row = zeros.data(),
                       .spare_row = spare.data()});
    return result;
}

} // namespace

TEST_CASE("every SIMD target unfilters as the plain form does") {
    std::mt19937 random(7); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    for (const std::int64_t target : supported_targets()) {
        const ForcedTarget forced(target);
        int wrong = 0;
        for (int channels = 1; channels <= 4; ++channels) {
            for (int width = 1; width <= 70; ++width) {
                const int height = 1 + static_cast<int>(random() % 20);
                const Bytes rows = make_filtered_rows(width, height, channels, random);
                const Unfiltered wanted = run(unfilter_plain, rows, width, height, channels);
                CHECK(wanted.known_filters);
                wrong += run(unfilter, rows, width, height, channels) != wanted;
            }
        }
        CHECK_MESSAGE(wrong == 0, hwy::TargetName(target));
    }
}

TEST_CASE("a filter that does not exist is refused in any row, on every SIMD target") {
    std::mt19937 random(8); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
    for (const std::int64_t target : supported_targets()) {
        const ForcedTarget forced(target);
        for (int filter = 5; filter < 256; ++filter) {
            const auto bad_row = static_cast<std::size_t>(filter % 20);
            Bytes rows = make_filtered_rows(40, 20, 3, random);
            rows[bad_row * 121] = static_cast<std::byte>(filter);
            CHECK_FALSE(run(unfilter, rows, 40, 20, 3).known_filters);
            CHECK_FALSE(run(unfilter_plain, rows, 40, 20, 3).known_filters);
        }
    }
}
