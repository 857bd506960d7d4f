#include "measure/dispatch.h"

#include <doctest/doctest.h>

using namespace imgbatch;

TEST_CASE("each executor's hand-over can be measured from one process, in any order") {
    const auto stop = StopFlag::create();
    REQUIRE(stop);
    for (const ExecutorKind kind : {ExecutorKind::tbb, ExecutorKind::process,
                                    ExecutorKind::sequential, ExecutorKind::process}) {
        CAPTURE(to_word(kind));
        const auto run = dispatch_in_child({kind, 2, 4U}, 2000, *stop);
        REQUIRE_MESSAGE(run, (run ? "" : run.error().message));
        CHECK(run->wall_ns > 0);
        CHECK(run->cpu_ns > 0);
        CHECK(run->wall_ns < 60'000'000'000);
    }
}

TEST_CASE("handing over one by one costs more CPU than in batches") {
    const auto stop = StopFlag::create();
    REQUIRE(stop);
    const auto single = dispatch_in_child({ExecutorKind::process, 2, 1U}, 20'000, *stop);
    const auto batched = dispatch_in_child({ExecutorKind::process, 2, 64U}, 20'000, *stop);
    REQUIRE(single);
    REQUIRE(batched);
    CHECK(single->cpu_ns > batched->cpu_ns);
}
