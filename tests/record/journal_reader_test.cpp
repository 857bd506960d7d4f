#include "record/journal.h"
#include "record/journal_reader.h"
#include "record/json_fields.h"
#include "record/record.h"
#include "record/sample_outcomes.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>
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

struct Read {
    std::vector<ImageOutcome> outcomes;
    JournalReadStats stats;
};

Read read_all_of(const std::string& root) {
    Read read;
    const auto stats =
        read_journals(root, [&](const ImageOutcome& outcome) { read.outcomes.push_back(outcome); });
    REQUIRE(stats);
    read.stats = *stats;
    return read;
}

} // namespace

TEST_CASE("no folder is no journals") {
    const TempDir dir;
    CHECK(read_all_of(dir.path()).stats.files == 0);
    CHECK(read_all_of(dir / "missing").outcomes.empty());
}

TEST_CASE("what a journal was told is what is read") {
    const TempDir dir;
    auto journal = Journal::open(dir.path());
    REQUIRE(journal);
    REQUIRE(journal->append(to_json_line(full_outcome())));
    REQUIRE(journal->append(to_json_line(plain_outcome())));
    REQUIRE(journal->append(to_json_line(full_summary())));
    REQUIRE(journal->close());
    const Read read = read_all_of(dir.path());
    REQUIRE(read.outcomes.size() == 2);
    CHECK(same(read.outcomes[0], full_outcome()));
    CHECK(same(read.outcomes[1], plain_outcome()));
    CHECK(read.stats.files == 1);
    CHECK(read.stats.records == 2);
    CHECK(read.stats.ignored_lines == 0);
    CHECK(read.stats.unfinished_lines == 0);
}

TEST_CASE("the newest record of an output wins: the latest run, and in it the last line") {
    const TempDir dir;
    // Names in another order than times, on two hosts.
    dir.write(".imgbatch/zoo-1-20240101T000000.000000Z.ndjson",
              line_of("a", OutcomeClass::crashed) + line_of("b", OutcomeClass::ok));
    dir.write(".imgbatch/ant-9-20240301T000000.000000Z.ndjson",
              line_of("a", OutcomeClass::corrupt) + line_of("c", OutcomeClass::timeout) +
                  line_of("c", OutcomeClass::ok) + line_of("a", OutcomeClass::ok_warned));
    dir.write(".imgbatch/mid-5-20240201T000000.000000Z.ndjson",
              line_of("a", OutcomeClass::limit) + line_of("b", OutcomeClass::memory));
    const Read read = read_all_of(dir.path());
    REQUIRE(read.outcomes.size() == 3);
    CHECK(read.outcomes[0].output == "a");
    CHECK(read.outcomes[0].outcome == OutcomeClass::ok_warned);
    CHECK(read.outcomes[1].output == "b");
    CHECK(read.outcomes[1].outcome == OutcomeClass::memory);
    CHECK(read.outcomes[2].output == "c");
    CHECK(read.outcomes[2].outcome == OutcomeClass::ok);
    CHECK(read.stats.records == 8);
    CHECK(read.stats.files == 3);
}

TEST_CASE("records without an output count by their input") {
    const TempDir dir;
    dir.write(".imgbatch/h-1-1.ndjson", line_of("", OutcomeClass::empty, 1) +
                                            line_of("", OutcomeClass::empty, 2) +
                                            line_of("a.jpg", OutcomeClass::ok, 3));
    const Read read = read_all_of(dir.path());
    REQUIRE(read.outcomes.size() == 2);
    CHECK(read.outcomes[0].index == 2);
    CHECK(read.outcomes[1].index == 3);
}

TEST_CASE("half a last line is passed over wherever it was cut") {
    const std::string whole = line_of("a", OutcomeClass::ok);
    const std::string last = line_of("b", OutcomeClass::ok);
    for (std::size_t cut = 0; cut < last.size(); ++cut) {
        const TempDir dir;
        dir.write(".imgbatch/h-1-1.ndjson", whole + last.substr(0, cut));
        const Read read = read_all_of(dir.path());
        CHECK(read.outcomes.size() == 1);
        CHECK(read.stats.ignored_lines == 0);
        CHECK(read.stats.unfinished_lines == (cut == 0 ? 0 : 1));
    }
}

TEST_CASE("hostile lines cost nothing but themselves") {
    const TempDir dir;
    const std::string good = line_of("a", OutcomeClass::ok);
    dir.write(".imgbatch/h-1-1.ndjson",
              "\n" + std::string(200'000, '[') + "\n" + std::string(1000, '\0') +
                  "\n\xFF\xFE\n{}\n" + R"({"type":"later"})" + "\n" + good +
                  std::string(3 * max_json_line_bytes, 'x') + "\n" +
                  line_of("b", OutcomeClass::ok) + std::string(2 * max_json_line_bytes, '{'));
    const Read read = read_all_of(dir.path());
    REQUIRE(read.outcomes.size() == 2);
    CHECK(read.outcomes[0].output == "a");
    CHECK(read.outcomes[1].output == "b");
    CHECK(read.stats.ignored_lines == 7);
    CHECK(read.stats.unfinished_lines == 1);
}

TEST_CASE("a line as long as allowed is read, one byte more is not") {
    const TempDir dir;
    const std::string good = line_of("a", OutcomeClass::ok);
    const std::string bare = good.substr(0, good.size() - 2); // without "}\n"
    const std::string spaces(max_json_line_bytes - bare.size() - 1, ' ');
    dir.write(".imgbatch/h-1-1.ndjson", bare + spaces + "}\n" + bare + spaces + " }\n");
    const Read read = read_all_of(dir.path());
    CHECK(read.stats.records == 1);
    CHECK(read.stats.ignored_lines == 1);
}

TEST_CASE("only journals are read, and what cannot be read is counted") {
    const TempDir dir;
    const std::string good = line_of("a", OutcomeClass::ok);
    dir.write(".imgbatch/notes.txt", good);
    dir.write(".imgbatch/.imgbatch-h-1-1.ndjson", good);
    dir.write(".imgbatch/h-1-1.ndjson.tmp", good);
    dir.write(".imgbatch/h-2-2.ndjson/inside", good);
    const Read read = read_all_of(dir.path());
    CHECK(read.outcomes.empty());
    CHECK(read.stats.files == 1);
    CHECK(read.stats.unreadable_files == 1);
}

TEST_CASE("many outputs over many chunks all come back") {
    const TempDir dir;
    std::string text;
    for (std::uint64_t i = 0; i < 5000; ++i) {
        text += line_of("out/" + std::to_string(i) + ".jpg", OutcomeClass::ok, i);
    }
    dir.write(".imgbatch/h-1-1.ndjson", text);
    const Read read = read_all_of(dir.path());
    REQUIRE(read.outcomes.size() == 5000);
    for (std::uint64_t i = 0; i < 5000; ++i) {
        REQUIRE(read.outcomes[i].index == i);
    }
}
