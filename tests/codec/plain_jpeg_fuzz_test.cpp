#include "codec/support/jpeg_fuzz.h"
#include "codec/support/jpeg_mutator.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

TEST_CASE("whatever the own JPEG decoder takes of damaged files is what libjpeg takes, and right") {
    const auto seeds = make_jpeg_seeds();
    JpegFuzzStatistics statistics;
    constexpr std::uint64_t rounds = 4000;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        CAPTURE(i);
        CHECK(fuzz_plain_jpeg(make_fuzz_input(seeds, 20240609, i), statistics).complaint == "");
    }
    MESSAGE(to_text(statistics));
    // Enough of them got through to say something.
    for (const std::size_t scale : {1UL, 2UL, 3UL, 4UL, 5UL, 6UL, 8UL}) {
        CHECK(statistics.accepted[scale] > rounds / 20);
        CHECK(statistics.accepted[scale] < rounds / 2);
    }
}

TEST_CASE("all sound seeds are right or left to libjpeg") {
    JpegFuzzStatistics statistics;
    const auto seeds = make_jpeg_seeds();
    for (std::size_t i = 0; i < seeds.size(); ++i) {
        CAPTURE(i);
        const auto result = fuzz_plain_jpeg(seeds[i], statistics);
        CHECK(result.complaint == "");
        CHECK_FALSE(result.damaged);
    }
    CHECK(statistics.probed == seeds.size());
}
