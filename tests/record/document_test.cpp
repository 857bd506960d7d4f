// docs/record.md is a contract: what it says and what is written must be one thing.
#include "record/record.h"
#include "record/sample_outcomes.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

std::string document() {
    return read_file(IMGBATCH_DOCS "/record.md");
}

/// The text from one heading to the next.
std::string section(const std::string& heading) {
    const std::string text = document();
    const std::size_t start = text.find("\n## " + heading + "\n");
    REQUIRE(start != std::string::npos);
    return text.substr(start, text.find("\n## ", start + 1) - start);
}

/// The cells of all table rows whose first one is code.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `")) {
            continue;
        }
        std::vector<std::string> cells;
        std::istringstream parts(line.substr(2));
        for (std::string cell; std::getline(parts, cell, '|');) {
            const std::size_t first = cell.find_first_not_of(" `");
            const std::size_t last = cell.find_last_not_of(" `");
            cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
        }
        rows.push_back(cells);
    }
    return rows;
}

std::vector<std::string> first_cells(const std::string& text, const std::string& last_cell = "") {
    std::vector<std::string> cells;
    for (const auto& row : rows_of(text)) {
        if (last_cell.empty() || row.back() == last_cell) {
            cells.push_back(row.front());
        }
    }
    return cells;
}

std::vector<std::string> keys_of(const std::string& line) {
    std::vector<std::string> keys;
    const auto json = nlohmann::ordered_json::parse(line);
    for (const auto& [key, value] : json.items()) {
        keys.push_back(key);
    }
    return keys;
}

} // namespace

TEST_CASE("the document lists the fields of both lines, each in its order") {
    CHECK(first_cells(section("Image lines")) == keys_of(to_json_line(full_outcome())));
    CHECK(first_cells(section("The summary line")) == keys_of(to_json_line(full_summary())));
}

TEST_CASE("the document says rightly which fields are always there") {
    CHECK(first_cells(section("Image lines"), "always") == keys_of(to_json_line(plain_outcome())));
    CHECK(first_cells(section("The summary line"), "always") ==
          keys_of(to_json_line(RunSummary())));
}

TEST_CASE("the document gives each field's type") {
    const auto check = [](const std::string& heading, const std::string& line) {
        const auto json = nlohmann::json::parse(line);
        for (const auto& row : rows_of(section(heading))) {
            const auto& value = json.at(row.at(0));
            CAPTURE(row.at(0));
            CHECK((row.at(1) == "string") == value.is_string());
            CHECK((row.at(1) == "integer") == value.is_number_integer());
            CHECK((row.at(1) == "number") == value.is_number_float());
            CHECK((row.at(1) == "array of strings") == value.is_array());
            CHECK((row.at(1) == "object") == value.is_object());
        }
    };
    check("Image lines", to_json_line(full_outcome()));
    check("The summary line", to_json_line(full_summary()));
}

TEST_CASE("the document explains every class word, and whether it is a failure") {
    const std::string text = section("Class words");
    std::set<std::string> explained;
    for (const auto& row : rows_of(text)) {
        const auto value = outcome_class_from_word(row.at(0));
        CAPTURE(row.at(0));
        REQUIRE(value);
        CHECK(row.at(2) == (is_failure(*value) ? "yes" : "no"));
        const OutcomeGroup group = group_of(*value);
        CHECK(row.at(1) == (group == OutcomeGroup::done      ? "done"
                            : group == OutcomeGroup::failed  ? "failed"
                            : group == OutcomeGroup::skipped ? "skipped"
                                                             : "cancelled"));
        CHECK(explained.insert(row.at(0)).second);
    }
    for (const OutcomeClass value : all_classes()) {
        CAPTURE(to_word(value));
        CHECK(text.find("`" + std::string(to_word(value)) + "`") != std::string::npos);
    }
    CHECK(explained.size() == all_classes().size() - 3);
}

TEST_CASE("the document names every stage and format") {
    const std::string text = document();
    for (int i = 1; i <= static_cast<int>(Stage::worker); ++i) {
        CHECK(text.find("`" + std::string(to_word(static_cast<Stage>(i))) + "`") !=
              std::string::npos);
    }
    for (int i = 1; i <= static_cast<int>(ImageFormat::svg); ++i) {
        CHECK(text.find("`" + std::string(to_word(static_cast<ImageFormat>(i))) + "`") !=
              std::string::npos);
    }
}

TEST_CASE("the document's examples are records, letter by letter") {
    std::istringstream lines(document());
    int examples = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("{\"type\":")) {
            const auto record = parse_record(line);
            REQUIRE_MESSAGE(record, (record ? "" : record.error().message));
            CHECK((record->type == RecordType::image
                       ? to_json_line(record->image)
                       : to_json_line(record->summary)) == line + "\n");
            ++examples;
        }
    }
    CHECK(examples == 3);
}
