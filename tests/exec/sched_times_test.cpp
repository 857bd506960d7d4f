#include "exec/sched_times.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <thread>

using namespace imgbatch;
using namespace std::chrono_literals;

TEST_CASE("the scheduler's line is read, and what is none is not") {
    const auto times = parse_schedstat("1200300 45 7\n");
    REQUIRE(times);
    CHECK(times->running == 1'200'300ns);
    CHECK(times->ready == 45ns);
    for (const char* text : {"", " ", "1", "1 ", "1 2", "-1 2 3", "1 -2 3", "a b c",
                             "99999999999999999999999 1 1", "1  2 3"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_schedstat(text));
    }
}

TEST_CASE("computing counts as running, sleeping as neither") {
    const auto before = own_sched_times();
    if (!before) {
        MESSAGE("this kernel keeps no such statistics");
        return;
    }
    const auto end = std::chrono::steady_clock::now() + 30ms;
    while (std::chrono::steady_clock::now() < end) {
    }
    const auto worked = own_sched_times();
    std::this_thread::sleep_for(100ms);
    const auto slept = own_sched_times();
    REQUIRE(worked);
    REQUIRE(slept);
    CHECK(worked->running - before->running + worked->ready - before->ready > 20ms);
    CHECK(slept->running - worked->running < 50ms);
}

TEST_CASE("a process that is not there has no times") {
    CHECK_FALSE(sched_times_of(0x7FFFFFFF));
}
