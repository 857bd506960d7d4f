#include "run/plan.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <unistd.h>

namespace imgbatch {
namespace {

RunOptions options_for(const test::TempDir& dir) {
    RunOptions options;
    options.input.paths = {dir / "photos"};
    options.output.output = dir / "out";
    options.output.label = "50x50";
    return options;
}

} // namespace

TEST_CASE("unreadable entries keep their place in the order and are no tasks") {
    const test::TempDir dir;
    dir.write("photos/a.jpg", "a");
    dir.write("photos/c.jpg", "c");
    REQUIRE(::symlink("nowhere", (dir / "photos/b.jpg").c_str()) == 0);
    RunOptions options = options_for(dir);
    options.scan.follow_symlinks = true;
    auto plan = make_plan(options);
    REQUIRE(plan);
    const auto job = list_job(*plan, OnCollision::error, nullptr);
    REQUIRE(job);
    REQUIRE(job->tasks.size() == 2);
    CHECK(job->tasks[0].index == 0);
    CHECK(job->tasks[1].index == 2);
    REQUIRE(job->refused.size() == 1);
    CHECK(job->refused[0].index == 1);
    CHECK(is_failure(job->refused[0].outcome));
    CHECK(job->totals.images == 3);
}

TEST_CASE("skip leaves the name to the first and refuses the second") {
    const test::TempDir dir;
    dir.write("photos/a.jpg", "a");
    dir.write("photos/a.png", "b");
    RunOptions options = options_for(dir);
    options.image.encode.format = OutputFormat::webp;
    auto plan = make_plan(options);
    REQUIRE(plan);
    CHECK(plan->namer.names_known_first());
    const auto job = list_job(*plan, OnCollision::skip, nullptr);
    REQUIRE(job);
    REQUIRE(job->tasks.size() == 1);
    CHECK(job->tasks[0].input == dir / "photos/a.jpg");
    REQUIRE(job->refused.size() == 1);
    CHECK(job->refused[0].outcome == OutcomeClass::collision);
}

TEST_CASE("a mirrored folder is not listed first") {
    const test::TempDir dir;
    dir.write("photos/a.jpg", "a");
    const auto plan = make_plan(options_for(dir));
    REQUIRE(plan);
    CHECK_FALSE(plan->namer.names_known_first());
}

} // namespace imgbatch
