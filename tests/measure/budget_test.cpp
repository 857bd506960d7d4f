#include "measure/budget.h"

#include <doctest/doctest.h>

using namespace imgbatch;

namespace {

const std::vector<Configuration> two{{ExecutorKind::process, 1, std::nullopt},
                                     {ExecutorKind::process, 4, std::nullopt}};

} // namespace

TEST_CASE("a round takes each configuration's share, and no more lanes help than there are CPUs") {
    CHECK(round_seconds(two, 100, 0.01, 4) == doctest::Approx(1.25));
    CHECK(round_seconds(two, 100, 0.01, 2) == doctest::Approx(1.5));
    CHECK(round_seconds(two, 100, 0.01, 0) == doctest::Approx(2));
}

TEST_CASE("as many images are taken as the time has room for") {
    // Numbers that doubles hold exactly: 6 rounds of 5/4 of 1/128 s.
    CHECK(affordable_images(two, 1'000'000, 1.0 / 128, 4, 6, 45) == 768);
    CHECK(affordable_images(two, 500, 1.0 / 128, 4, 6, 45) == 500);
}

TEST_CASE("slow images are not cut down to nothing, and none are invented") {
    CHECK(affordable_images(two, 1000, 60, 4, 6, 45) == 16);
    CHECK(affordable_images({{ExecutorKind::tbb, 32, std::nullopt}}, 1000, 600, 4, 6, 45) == 128);
    CHECK(affordable_images(two, 3, 60, 4, 6, 45) == 3);
    CHECK(affordable_images(two, 1000, 0, 4, 6, 45) == 1000);
}
