#include "cli/bench_arguments.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::cli;

TEST_CASE("lists of executors, jobs and batches are read in their order") {
    const auto executors = parse_executors("sequential,process");
    REQUIRE(executors);
    CHECK(*executors == std::vector<ExecutorKind>{ExecutorKind::sequential, ExecutorKind::process});
    const auto jobs = parse_jobs("4,1,1024");
    REQUIRE(jobs);
    CHECK(*jobs == std::vector<unsigned>{4, 1, 1024});
    const auto batches = parse_batches("16,auto,1");
    REQUIRE(batches);
    CHECK(*batches == std::vector<std::optional<unsigned>>{16U, std::nullopt, 1U});
}

TEST_CASE("what is no entry of a list is a usage error that shows it") {
    for (const char* text :
         {"", ",", "2,", ",2", "0", "-1", "1025", "two", "1 ", "99999999999", "2,2", "1;2"}) {
        CAPTURE(text);
        const auto jobs = parse_jobs(text);
        REQUIRE_FALSE(jobs);
        CHECK(jobs.error().code == OutcomeClass::usage);
        CHECK(jobs.error().message.find("--jobs") != std::string::npos);
    }
    for (const char* text : {"", "auto", "process,", "fork", "process,process", "Process"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_executors(text));
    }
    for (const char* text : {"", "0", "auto,auto", "100001", "1,x", "16,16"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_batches(text));
    }
}

TEST_CASE("by default one lane, half of the CPUs and all of them are compared") {
    CHECK(default_jobs(1) == std::vector<unsigned>{1});
    CHECK(default_jobs(2) == std::vector<unsigned>{1, 2});
    CHECK(default_jobs(3) == std::vector<unsigned>{1, 3});
    CHECK(default_jobs(8) == std::vector<unsigned>{1, 4, 8});
}

TEST_CASE("bench reads no image from stdin") {
    BenchArguments arguments;
    arguments.job.run.input.paths = {"-"};
    arguments.job.size = "100";
    const auto options = to_bench_options(arguments);
    REQUIRE_FALSE(options);
    CHECK(options.error().code == OutcomeClass::usage);
}
