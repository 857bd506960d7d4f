#include "transform/alpha.h"
#include "transform/forced_target.h"
#include "transform/reference.h"
#include "transform/resample.h"

#include <doctest/doctest.h>

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

} // namespace

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
