#include "exec/lane_demand.h"

#include <doctest/doctest.h>

#include <chrono>

using namespace imgbatch;
using std::chrono::milliseconds;

namespace {

/// `lanes` lanes in 100 ms, each with these shares of its time on a CPU and ready for one.
LaneUse seen(unsigned lanes, double running, double ready) {
    const double whole = 100.0 * lanes;
    const auto part = [&](double share) { return milliseconds(static_cast<int>(whole * share)); };
    return {part(1), part(running), part(ready)};
}

} // namespace

TEST_CASE("lanes that compute all the time are as many as there are jobs") {
    LaneDemand demand(2, 14);
    for (int i = 0; i < 20; ++i) {
        demand.observe(seen(2, 0.99, 0));
    }
    CHECK(demand.wanted() == 2);
}

TEST_CASE("lanes that wait for a CPU are no reason for more of them") {
    LaneDemand demand(2, 14);
    demand.observe(seen(2, 0.3, 0.69));
    CHECK(demand.wanted() == 2);
}

TEST_CASE("lanes that wait for files become as many as keep the CPUs busy, and some more") {
    LaneDemand demand(4, 28);
    demand.observe(seen(4, 0.75, 0)); // 4 * (1 + 1/3) are 5.3
    CHECK(demand.wanted() == 8);
    demand.observe(seen(8, 0.5, 0.3)); // as much waiting per work as before
    CHECK(demand.wanted() == 9);
}

TEST_CASE("demand at most doubles in a step and ends at the most that is allowed") {
    LaneDemand demand(2, 7);
    demand.observe(seen(2, 0.01, 0));
    CHECK(demand.wanted() == 4);
    demand.observe(seen(4, 0.01, 0));
    CHECK(demand.wanted() == 8);
    CHECK_FALSE(demand.settled());
    demand.observe(seen(8, 0.01, 0));
    CHECK(demand.wanted() == 9);
    CHECK(demand.settled());
}

TEST_CASE("demand grows no further where more lanes bring no more work onto the CPUs") {
    LaneDemand demand(2, 14);
    demand.observe(seen(2, 0.2, 0)); // 0.4 CPUs
    REQUIRE(demand.wanted() == 4);
    demand.observe(seen(4, 0.1, 0)); // still 0.4: they all wait for the same disk
    CHECK(demand.wanted() == 4);
    CHECK(demand.settled());
}

TEST_CASE("nothing seen says nothing, and without leave to grow nothing is wanted") {
    LaneDemand demand(3, 10);
    demand.observe({});
    CHECK(demand.wanted() == 3);
    LaneDemand fixed(3, 0);
    CHECK(fixed.settled());
    fixed.observe(seen(3, 0.1, 0));
    CHECK(fixed.wanted() == 3);
    CHECK(LaneDemand(0, 0).wanted() == 1);
}

TEST_CASE("lanes that never reach a CPU divide nothing by zero") {
    LaneDemand demand(2, 1000);
    demand.observe({milliseconds(200), milliseconds(0), milliseconds(0)});
    CHECK(demand.wanted() == 4);
}
