#include "record/json_fields.h"
#include "record/record.h"
#include "record/sample_outcomes.h"
#include "record/utf8.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

ImageOutcome round_trip(const ImageOutcome& outcome) {
    const auto record = parse_record(to_json_line(outcome));
    REQUIRE_MESSAGE(record, (record ? "" : record.error().message));
    REQUIRE(record->type == RecordType::image);
    return record->image;
}

std::string problem_of(std::string_view line) {
    const auto record = parse_record(line);
    return record ? "" : record.error().message;
}

/// A valid image line in which the member `text` is added.
std::string with(std::string_view text) {
    return R"({"type":"image","index":0,"input":"a","class":"ok",)" + std::string(text) + "}";
}

} // namespace

TEST_CASE("a plain outcome is a short line") {
    CHECK(to_json_line(plain_outcome()) ==
          R"({"type":"image","index":0,"input":"a.jpg","class":"ok","attempts":1,"bytes_in":0,)"
          "\"bytes_out\":0}\n");
}

TEST_CASE("a full outcome tells every field") {
    CHECK(to_json_line(full_outcome()) ==
          "{\"type\":\"image\",\"index\":12,\"input\":\"in/caf\uFFFD.jpg\","
          R"("input_bytes":"aW4vY2Fm6S5qcGc=",)"
          "\"output\":\"out/caf\uFFFD.jpg\","
          R"("output_bytes":"b3V0L2NhZukuanBn","class":"ok-warned","stage":"decode",)"
          R"("message":"why","errno":5,"signal":11,"attempts":2,"warnings":["first","second"],)"
          R"("input_format":"jpeg","input_width":4000,"input_height":3000,"output_format":"webp",)"
          R"("output_width":800,"output_height":600,"bytes_in":3410233,"bytes_out":98211,)"
          R"("mtime_in":"1784024130.000042000","mtime_out":"0.999999999",)"
          R"("options":"0123456789abcdef",)"
          R"("read_ns":1,"decode_ns":22,"transform_ns":333,"encode_ns":4444,"commit_ns":55555})"
          "\n");
}

TEST_CASE("outcomes of every class, stage and format come back as they were") {
    for (const OutcomeClass value : all_classes()) {
        ImageOutcome outcome = full_outcome();
        outcome.outcome = value;
        CHECK(same(round_trip(outcome), outcome));
    }
    for (int i = 0; i <= static_cast<int>(Stage::worker); ++i) {
        ImageOutcome outcome = plain_outcome();
        outcome.stage = static_cast<Stage>(i);
        CHECK(same(round_trip(outcome), outcome));
    }
    for (int i = 0; i <= static_cast<int>(ImageFormat::svg); ++i) {
        ImageOutcome outcome = plain_outcome();
        outcome.input_format = static_cast<ImageFormat>(i);
        outcome.output_format = static_cast<ImageFormat>(i);
        CHECK(same(round_trip(outcome), outcome));
    }
}

TEST_CASE("the largest numbers come back as they were") {
    ImageOutcome outcome = plain_outcome();
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    constexpr auto most32 = std::numeric_limits<std::uint32_t>::max();
    outcome.index = most;
    outcome.input_bytes = most;
    outcome.output_bytes = most;
    outcome.input_modified = most;
    outcome.output_modified = most;
    outcome.options = most;
    outcome.times = {most, most, most, most, most};
    outcome.input_size = {most32, most32};
    outcome.errno_value = std::numeric_limits<int>::max();
    outcome.signal = std::numeric_limits<int>::max();
    outcome.attempts = std::numeric_limits<unsigned>::max();
    CHECK(same(round_trip(outcome), outcome));
}

TEST_CASE("any name comes back byte by byte") {
    std::string all_bytes;
    for (int i = 1; i < 256; ++i) {
        all_bytes += static_cast<char>(i);
    }
    for (const std::string& name :
         {std::string("say \"hi\".jpg"), std::string("two\nlines.jpg"), std::string("\x1B[2J.jpg"),
          std::string("\U0001F600.jpg"), std::string("back\\slash"), std::string("-"),
          std::string("\xC3"), std::string("\xED\xA0\x80"), std::string("\uFFFD"),
          std::string("\uFFFD\xFF"), all_bytes}) {
        ImageOutcome outcome = plain_outcome();
        outcome.input = name;
        outcome.output = name;
        const std::string line = to_json_line(outcome);
        CHECK(same(round_trip(outcome), outcome));
        CHECK(line.find('\n') == line.size() - 1);
        CHECK(line.find('\x1B') == std::string::npos);
        const auto other = nlohmann::json::parse(line, nullptr, false);
        REQUIRE_FALSE(other.is_discarded());
        CHECK(other["input"].get<std::string>() == repair_utf8(name));
        CHECK(other.contains("input_bytes") == !is_utf8(name));
    }
}

TEST_CASE("messages and warnings of any size still make a line that can be read back") {
    ImageOutcome outcome = plain_outcome();
    outcome.message = std::string(100'000, '\x01');
    outcome.warnings.assign(5000, std::string(5000, '\xFF'));
    const std::string line = to_json_line(outcome);
    CHECK(line.size() <= max_json_line_bytes);
    const ImageOutcome read = round_trip(outcome);
    CHECK(read.warnings.size() == 101);
    CHECK(read.warnings.back() == "and 4900 more");
    CHECK(read.message.ends_with("\u2026"));
}

TEST_CASE("numbers below zero, which mean nothing, are not told") {
    ImageOutcome outcome = plain_outcome();
    outcome.errno_value = -1;
    outcome.signal = -9;
    CHECK(to_json_line(outcome) == to_json_line(plain_outcome()));
}

TEST_CASE("a summary comes back as it was") {
    const RunSummary summary = full_summary();
    const std::string line = to_json_line(summary);
    const auto record = parse_record(line);
    REQUIRE(record);
    REQUIRE(record->type == RecordType::summary);
    CHECK(record->summary.counts == summary.counts);
    CHECK(record->summary.output_root == summary.output_root);
    CHECK(to_json_line(record->summary) == line);
}

TEST_CASE("fields of later versions are passed over") {
    CHECK(
        problem_of(with(R"("new":"x","list":[1,[2]],"object":{"a":{"b":null}},"z":null)")).empty());
}

TEST_CASE("each missing or wrong field is named") {
    CHECK(problem_of("{}") == "no record's type");
    CHECK(problem_of(R"({"type":"other"})") == "no record's type");
    CHECK(problem_of(R"({"type":1})") == "field 'type' is of the wrong type");
    CHECK(problem_of(R"({"type":"image","input":"a","class":"ok"})") == "field 'index' is missing");
    CHECK(problem_of(R"({"type":"image","index":0,"class":"ok"})") == "field 'input' is missing");
    CHECK(problem_of(R"({"type":"image","index":0,"input":"a"})") == "field 'class' is missing");
    CHECK(problem_of(R"({"type":"image","index":0,"input":"","class":"ok"})") ==
          "field 'input' is empty");
    CHECK(problem_of(R"({"type":"image","index":0,"input":"a","class":"fine"})") ==
          "field 'class' is no class word");
    CHECK(problem_of(R"({"type":"image","index":-1,"input":"a","class":"ok"})") ==
          "field 'index' is of the wrong type");
    CHECK(problem_of(R"({"type":"image","index":1.0,"input":"a","class":"ok"})") ==
          "field 'index' is of the wrong type");
    CHECK(problem_of(R"({"type":"image","index":18446744073709551616,"input":"a","class":"ok"})") ==
          "field 'index' is of the wrong type");
    CHECK(problem_of(R"({"type":"image","type":"image","index":0,"input":"a","class":"ok"})") ==
          "a field that occurs twice");
    CHECK(problem_of(R"({"type":"summary"})") == "field 'classes' is missing");
    CHECK(problem_of(R"({"type":"summary","classes":{"fine":1}})") ==
          "field 'classes' does not count classes");
    CHECK(problem_of(R"({"type":"summary","classes":{"ok":18446744073709551615}})") ==
          "field 'classes' does not count classes");
    CHECK(problem_of(R"({"type":"summary","classes":{},"seconds":-0.5})") ==
          "field 'seconds' is negative");
}

TEST_CASE("every known field refuses every wrong type") {
    const auto full = nlohmann::json::parse(to_json_line(full_outcome()));
    for (const auto& item : full.items()) {
        const std::string& key = item.key();
        const nlohmann::json& good = item.value();
        for (const char* wrong : {"null", "true", "-1", "1.5", "\"\\u0000\"", "[1]", "{}", "[]",
                                  "7", "99999999999999999999"}) {
            nlohmann::json changed = full;
            changed[key] = nlohmann::json::parse(wrong);
            const bool same_type = good.type() == changed[key].type();
            CAPTURE(key);
            CAPTURE(wrong);
            // A message may be any text.
            if (!same_type || (good.is_string() && key != "message")) {
                CHECK_FALSE(parse_record(changed.dump()));
            }
        }
    }
}

TEST_CASE("every beginning of a line is an error but the whole") {
    for (const std::string& line : {to_json_line(full_outcome()), to_json_line(full_summary())}) {
        for (std::size_t length = 0; length + 1 < line.size(); ++length) {
            CHECK_FALSE(parse_record(line.substr(0, length)));
        }
        CHECK(parse_record(line.substr(0, line.size() - 1)));
    }
}
