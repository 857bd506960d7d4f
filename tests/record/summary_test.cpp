#include "record/sample_outcomes.h"
#include "record/summary.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

void add(RunSummary& summary, OutcomeClass value, int times, std::uint64_t in = 0,
         std::uint64_t out = 0) {
    ImageOutcome outcome;
    outcome.outcome = value;
    outcome.input_bytes = in;
    outcome.output_bytes = out;
    for (int i = 0; i < times; ++i) {
        summary.add(outcome);
    }
}

} // namespace

TEST_CASE("a summary is one line of text") {
    RunSummary summary;
    add(summary, OutcomeClass::ok, 11, 2'900'000, 100'000);
    add(summary, OutcomeClass::ok_warned, 1, 2'200'000, 100'000);
    add(summary, OutcomeClass::truncated, 1, 5'000'000);
    add(summary, OutcomeClass::up_to_date, 2, 1'000'000, 1'000'000);
    summary.seconds = 0.84;
    summary.output_root = "photos-800x600";
    CHECK(to_text(summary) ==
          "12 done, 1 failed, 2 skipped; 34.1 MB in, 1.2 MB out; 0.84 s, 14.3 images/s; in "
          "photos-800x600/");
}

TEST_CASE("the text leaves out what did not happen") {
    RunSummary summary;
    summary.output_root = "out/";
    CHECK(to_text(summary) == "0 done; 0.00 s");
    add(summary, OutcomeClass::skipped_existing, 3);
    summary.seconds = 0.01;
    CHECK(to_text(summary) == "0 done, 3 skipped; 0.01 s");
    add(summary, OutcomeClass::ok, 1, 1000, 500);
    CHECK(to_text(summary) ==
          "1 done, 3 skipped; 1.0 kB in, 500 B out; 0.01 s, 100 images/s; in out/");
    add(summary, OutcomeClass::cancelled, 7);
    CHECK(to_text(summary) ==
          "1 done, 3 skipped, 7 cancelled; 1.0 kB in, 500 B out; 0.01 s, 100 images/s; in out/");
}

TEST_CASE("the folder's name does nothing to the terminal") {
    RunSummary summary;
    add(summary, OutcomeClass::ok, 1);
    summary.output_root = "\x1B[2J\n";
    CHECK(to_text(summary) == "1 done; 0.00 s; in \\x1b[2J\\n/");
}

TEST_CASE("every class is in one group, and failures are those of is_failure") {
    for (const OutcomeClass value : all_classes()) {
        RunSummary summary;
        add(summary, value, 1);
        CAPTURE(to_word(value));
        CHECK(summary.images() == 1);
        CHECK(summary.count(value) == 1);
        const auto failures =
            summary.count(OutcomeGroup::failed) + summary.count(OutcomeGroup::cancelled);
        CHECK((failures == 1) == is_failure(value));
        CHECK(summary.count(OutcomeGroup::done) + summary.count(OutcomeGroup::skipped) + failures ==
              1);
    }
    CHECK(group_of(OutcomeClass::copied) == OutcomeGroup::done);
    CHECK(group_of(OutcomeClass::up_to_date) == OutcomeGroup::skipped);
    CHECK(group_of(OutcomeClass::vanished) == OutcomeGroup::skipped);
    CHECK(group_of(OutcomeClass::cancelled) == OutcomeGroup::cancelled);
}

TEST_CASE("a summary's record has its fields in a fixed order") {
    RunSummary summary;
    summary.version = "1.2.3";
    summary.executor = "tbb";
    summary.jobs = 2;
    summary.output_root = "out-\xFF";
    summary.seconds = 0.5;
    add(summary, OutcomeClass::ok, 2, 100, 10);
    add(summary, OutcomeClass::not_image, 1, 7);
    CHECK(
        to_json_line(summary) ==
        R"({"type":"summary","version":"1.2.3","executor":"tbb","jobs":2,"sandbox":"off","images":3,)"
        R"("done":2,"failed":1,"skipped":0,"cancelled":0,"classes":{"ok":2,"not-image":1},)"
        R"("bytes_in":200,"bytes_out":20,"seconds":0.500000,"images_per_second":4.000000,)"
        "\"output_root\":\"out-\uFFFD\",\"output_root_bytes\":\"b3V0Lf8=\"}\n");
}

TEST_CASE("a summary's counts add up for another reader") {
    const auto line = nlohmann::json::parse(to_json_line(full_summary()));
    std::uint64_t sum = 0;
    for (const auto& [word, count] : line["classes"].items()) {
        CHECK(outcome_class_from_word(word).has_value());
        sum += count.get<std::uint64_t>();
    }
    CHECK(sum == line["images"].get<std::uint64_t>());
    std::uint64_t groups = 0;
    for (const char* group : {"done", "failed", "skipped", "cancelled"}) {
        groups += line[group].get<std::uint64_t>();
    }
    CHECK(groups == sum);
    CHECK_FALSE(line.contains("input"));
    CHECK(RunSummary().version == program_version());
    CHECK_FALSE(program_version().empty());
}
