#include "measure/statistics.h"

#include <doctest/doctest.h>

using namespace imgbatch;

TEST_CASE("the median is the middle value, of an even number the mean of the middle two") {
    CHECK(spread_of({3, 1, 2}).median == doctest::Approx(2));
    CHECK(spread_of({4, 1, 2, 10}).median == doctest::Approx(3));
    CHECK(spread_of({7}).median == doctest::Approx(7));
}

TEST_CASE("a spread tells its ends, its number and how far they lie apart") {
    const Spread spread = spread_of({5, 4, 6});
    CHECK(spread.least == 4);
    CHECK(spread.most == 6);
    CHECK(spread.count == 3);
    CHECK(spread.relative() == doctest::Approx(0.4));
}

TEST_CASE("of nothing there is nothing, and no division by zero") {
    const Spread spread = spread_of({});
    CHECK(spread.count == 0);
    CHECK(spread.median == 0);
    CHECK(spread.relative() == 0);
}

TEST_CASE("ratios are taken pair by pair, so that a slow round disturbs nothing") {
    // The third round was twice as slow for both.
    const Spread ratios = spread_of_ratios({110, 112, 55}, {100, 100, 50});
    CHECK(ratios.median == doctest::Approx(1.1));
    CHECK(ratios.least == doctest::Approx(1.1));
    CHECK(ratios.most == doctest::Approx(1.12));
}

TEST_CASE("ratios go as far as the shorter list and leave out what cannot be divided by") {
    CHECK(spread_of_ratios({1, 2, 3}, {1}).count == 1);
    CHECK(spread_of_ratios({1, 2}, {0, 4}).median == doctest::Approx(0.5));
    CHECK(spread_of_ratios({1}, {0}).count == 0);
}
