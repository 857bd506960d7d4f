#include "record/record.h"
#include "record/sample_outcomes.h"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

constexpr std::array<std::string_view, 16> pieces{
    "{",  "}",    "[",  "]",    "\"",         ",",    ":",  "\\u",
    "\\", "null", "-1", "1e99", "\"index\":", "\xFF", "\n", "99999999999"};

/// One to four random changes: bytes replaced, cut out, doubled, or pieces of JSON put in.
std::string mutated(std::string line, std::mt19937& random) {
    const auto below = [&](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    for (std::size_t changes = 1 + below(4); changes > 0 && !line.empty(); --changes) {
        const std::size_t at = below(line.size());
        const std::size_t length = 1 + below(20);
        switch (below(5)) {
        case 0:
            line[at] = static_cast<char>(below(256));
            break;
        case 1:
            line.erase(at, length);
            break;
        case 2:
            line.insert(at, line.substr(below(line.size()), length));
            break;
        case 3:
            line.insert(at, pieces.at(below(pieces.size())));
            break;
        default:
            line.resize(at);
            break;
        }
    }
    return line;
}

} // namespace

TEST_CASE("a mutated line is a record or an error, and a record can be told again") {
    std::mt19937 random(20240607);
    const std::array<std::string, 3> seeds{
        to_json_line(full_outcome()), to_json_line(plain_outcome()), to_json_line(full_summary())};
    int records = 0;
    int errors = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string line =
            mutated(seeds.at(static_cast<std::size_t>(i) % seeds.size()), random);
        const auto record = parse_record(line);
        if (!record) {
            REQUIRE(record.error().code == OutcomeClass::corrupt);
            REQUIRE_FALSE(record.error().message.empty());
            ++errors;
            continue;
        }
        ++records;
        const bool image = record->type == RecordType::image;
        const std::string told =
            image ? to_json_line(record->image) : to_json_line(record->summary);
        const auto again = parse_record(told);
        REQUIRE_MESSAGE(again, told);
        // Told once, a line is in its final form.
        REQUIRE((image ? to_json_line(again->image) : to_json_line(again->summary)) == told);
    }
    // Both ways are gone many times, or the mutations miss their aim.
    CHECK(records > 500);
    CHECK(errors > 5000);
}
