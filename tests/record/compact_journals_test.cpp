#include "record/compact_journals.h"
#include "record/journal.h"
#include "record/journal_reader.h"
#include "record/record.h"
#include "record/sample_outcomes.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

std::string line_of(const std::string& output, OutcomeClass value, std::uint64_t index = 0) {
    ImageOutcome outcome = plain_outcome();
    outcome.output = output;
    outcome.outcome = value;
    outcome.index = index;
    return to_json_line(outcome);
}

std::vector<std::string> names_in(const TempDir& dir) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir / ".imgbatch")) {
        names.push_back(entry.path().filename());
    }
    return names;
}

bool compacted(const TempDir& dir) {
    const auto done = compact_journals(dir.path());
    REQUIRE(done);
    return *done;
}

const std::string first = ".imgbatch/h-9-20240101T000000.000000Z.ndjson";
const std::string second = ".imgbatch/h-1-20240201T000000.000000Z.ndjson";

} // namespace

TEST_CASE("journals become one with the newest line of each output, letter by letter") {
    const TempDir dir;
    const std::string later = R"({"type":"image","index":1,"input":"x","output":"c","class":"ok",)"
                              R"("from a later version":[1,2]})"
                              "\n";
    dir.write(first, line_of("a", OutcomeClass::crashed) + line_of("b", OutcomeClass::ok, 1) +
                         later + line_of("d", OutcomeClass::ok).substr(0, 30));
    dir.write(second, line_of("b", OutcomeClass::up_to_date, 2) + line_of("a", OutcomeClass::ok) +
                          line_of("c", OutcomeClass::cancelled));
    CHECK(compacted(dir));
    CHECK(names_in(dir) == std::vector<std::string>{"h-1-20240201T000000.000000Z.ndjson"});
    CHECK(read_file(dir / second) ==
          line_of("a", OutcomeClass::ok) + line_of("b", OutcomeClass::ok, 1) + later);
    CHECK_FALSE(compacted(dir)); // one is enough
}

TEST_CASE("the journal of a run at work is left alone, and so are all others") {
    const TempDir dir;
    dir.write(first, line_of("a", OutcomeClass::ok));
    auto journal = Journal::open(dir.path());
    REQUIRE(journal);
    REQUIRE(journal->append(line_of("b", OutcomeClass::ok)));
    CHECK_FALSE(compacted(dir));
    CHECK(names_in(dir).size() == 2);
    REQUIRE(journal->close());
    CHECK(compacted(dir));
    CHECK(names_in(dir).size() == 1);
}

TEST_CASE("where anything cannot be read nothing is thrown away") {
    const TempDir dir;
    dir.write(first, line_of("a", OutcomeClass::ok));
    SUBCASE("a line of another version") {
        dir.write(second, R"({"type":"image","index":1,"input":"x","class":"of a later version"})"
                          "\n");
    }
    SUBCASE("a folder with a journal's name") {
        dir.write(second + "/inside", "");
    }
    SUBCASE("a link with a journal's name") {
        dir.write("elsewhere", line_of("b", OutcomeClass::ok));
        std::filesystem::create_symlink("../elsewhere", dir / second);
    }
    CHECK_FALSE(compacted(dir));
    CHECK(names_in(dir).size() == 2);
    CHECK(read_file(dir / first) == line_of("a", OutcomeClass::ok));
}

TEST_CASE("what a killed compaction leaves is swept, and says nothing new") {
    const TempDir dir;
    dir.write(first, line_of("a", OutcomeClass::ok, 1));
    // Renamed, but the older ones not yet removed: the same lines twice.
    dir.write(second, line_of("a", OutcomeClass::ok, 1) + line_of("b", OutcomeClass::ok, 2));
    CHECK(compacted(dir));
    CHECK(read_file(dir / second) ==
          line_of("a", OutcomeClass::ok, 1) + line_of("b", OutcomeClass::ok, 2));
}

TEST_CASE("that an output was left alone does not hide how it was written") {
    const ImageOutcome outcome = plain_outcome();
    const auto with = [&](OutcomeClass value) {
        ImageOutcome other = outcome;
        other.outcome = value;
        return other;
    };
    const ImageOutcome done = with(OutcomeClass::ok_warned);
    CHECK_FALSE(supersedes(with(OutcomeClass::up_to_date), done));
    CHECK_FALSE(supersedes(with(OutcomeClass::skipped_existing), done));
    CHECK_FALSE(supersedes(with(OutcomeClass::cancelled), done));
    CHECK(supersedes(with(OutcomeClass::corrupt), done));
    CHECK(supersedes(with(OutcomeClass::copied), done));
    CHECK(supersedes(with(OutcomeClass::up_to_date), with(OutcomeClass::corrupt)));
}
