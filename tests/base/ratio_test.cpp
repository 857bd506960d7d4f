#include "base/ratio.h"

#include <doctest/doctest.h>

namespace imgbatch {

TEST_CASE("ratios are kept in lowest terms") {
    CHECK(Ratio(6, 4) == Ratio(3, 2));
    CHECK(Ratio(6, 4).num == 3);
    CHECK(Ratio(6, 4).den == 2);
    CHECK(Ratio(0, 7) == Ratio(0));
    CHECK(Ratio(0, 7).den == 1);
    CHECK(Ratio(-6, 4) == Ratio(-3, 2));
    CHECK(Ratio() == Ratio(0));
    CHECK(Ratio(5) == Ratio(5, 1));
}

TEST_CASE("arithmetic is exact") {
    CHECK(Ratio(1, 3) + Ratio(1, 6) == Ratio(1, 2));
    CHECK(Ratio(1, 2) + Ratio(-1, 2) == Ratio(0));
    CHECK(Ratio(2, 3) * Ratio(9, 4) == Ratio(3, 2));
    CHECK(Ratio(2, 3) / Ratio(4, 9) == Ratio(3, 2));
    CHECK(Ratio(1001, 2) / Ratio(333) * Ratio(333) == Ratio(1001, 2));
    static_assert(Ratio(1, 2) * Ratio(2) == Ratio(1));
}

TEST_CASE("numbers as large as picture sides stay far from overflow") {
    const Ratio step(2'147'483'647, 65'535);
    CHECK(step * Ratio(65'535) == Ratio(2'147'483'647));
    CHECK(step / step == Ratio(1));
    CHECK((step + Ratio(1, 2)) + Ratio(-1, 2) == step);
    CHECK(Ratio(4'294'967'291, 3) * Ratio(3, 4'294'967'291) == Ratio(1));
}

TEST_CASE("the value is the nearest double") {
    CHECK(Ratio(1, 2).value() == 0.5);
    CHECK(Ratio(-7, 4).value() == -1.75);
    CHECK(Ratio(1, 3).value() == 1.0 / 3.0);
}

} // namespace imgbatch
