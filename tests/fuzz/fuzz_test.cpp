#include "codec/support/bytes.h"
#include "fuzz/seeds.h"
#include "fuzz/targets.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// A part of the case for each target: one that fails ends the process, and doctest names the part.
template <class Try>
void for_each_target(const Try& attempt) {
    for (const FuzzTarget& target : fuzz_targets) {
        SUBCASE(std::string(target.name).c_str()) {
            attempt(target);
        }
    }
}

} // namespace

TEST_CASE("every target holds for its seeds and for what made it fail once") {
    for_each_target([](const FuzzTarget& target) {
        const auto seeds = make_fuzz_seeds(target.name);
        CHECK(seeds.size() >= 3);
        CHECK(make_fuzz_seeds(target.name) == seeds);
        for (const Bytes& seed : seeds) {
            target.run(seed);
        }
        for (const Bytes& input : fuzz_regressions(target.name)) {
            target.run(input);
        }
    });
}

TEST_CASE("every target holds for nothing at all and for seeds that are damaged at random") {
    for_each_target([](const FuzzTarget& target) {
        std::mt19937 random(20240607); // NOLINT(bugprone-random-generator-seed, cert-msc51-cpp)
        target.run({});
        const auto seeds = make_fuzz_seeds(target.name);
        for (int i = 0; i < 200; ++i) {
            target.run(mutate(seeds[random() % seeds.size()], random));
        }
    });
}
