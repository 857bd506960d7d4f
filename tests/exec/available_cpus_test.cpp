#include <imgbatch/executor.h>

#include <doctest/doctest.h>
#include <sched.h>

#include <thread>

using namespace imgbatch;

TEST_CASE("a process may use at least one CPU and at most those there are") {
    CHECK(available_cpus() >= 1);
    CHECK(available_cpus() <= std::thread::hardware_concurrency());
}

TEST_CASE("a narrower affinity mask is heeded") {
    cpu_set_t before;
    REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
    std::size_t first = 0;
    while (!CPU_ISSET(first, &before)) {
        ++first;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
    const unsigned cpus = available_cpus();
    REQUIRE(::sched_setaffinity(0, sizeof before, &before) == 0);
    CHECK(cpus == 1);
}
