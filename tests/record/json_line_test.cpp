#include "record/json_line.h"
#include "record/utf8.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <string>

using namespace imgbatch;

namespace {

std::string line_of(std::string_view value) {
    JsonLine line;
    line.text("k", value);
    return std::move(line).finish();
}

} // namespace

TEST_CASE("fields stand in the order they were told, on one line") {
    JsonLine line;
    line.text("a", "x");
    line.number("b", std::numeric_limits<std::uint64_t>::max());
    line.decimal("c", 0.84);
    const std::vector<std::string> two{"p", "q"};
    line.texts("d", two);
    line.texts("e", {});
    line.begin_object("f");
    line.number("g", 1);
    line.number("h", 2);
    line.end_object();
    line.begin_object("i");
    line.end_object();
    line.text("j", "");
    CHECK(std::move(line).finish() ==
          R"({"a":"x","b":18446744073709551615,"c":0.840000,"d":["p","q"],"e":[],)"
          R"("f":{"g":1,"h":2},"i":{},"j":""})"
          "\n");
}

TEST_CASE("a list whose texts look like brackets still has its commas") {
    JsonLine line;
    const std::vector<std::string> odd{"[", "{", "", "["};
    line.texts("d", odd);
    CHECK(std::move(line).finish() == "{\"d\":[\"[\",\"{\",\"\",\"[\"]}\n");
}

TEST_CASE("quotes, backslashes and control characters are escaped") {
    CHECK(line_of("say \"hi\"") == "{\"k\":\"say \\\"hi\\\"\"}\n");
    CHECK(line_of("a\\b") == "{\"k\":\"a\\\\b\"}\n");
    CHECK(line_of("a\nb\tc\rd") == "{\"k\":\"a\\nb\\tc\\u000dd\"}\n");
    CHECK(line_of("\x1B[31m\x7F") == "{\"k\":\"\\u001b[31m\\u007f\"}\n");
    CHECK(line_of("\u009B31m\u2028\u2029") == "{\"k\":\"\\u009b31m\\u2028\\u2029\"}\n");
    CHECK(line_of(std::string("a\0b", 3)) == "{\"k\":\"a\\u0000b\"}\n");
    CHECK(line_of("\u00E9\u20AC\U0001F600") == "{\"k\":\"\u00E9\u20AC\U0001F600\"}\n");
    CHECK(line_of("\xFF!") == "{\"k\":\"\uFFFD!\"}\n");
}

TEST_CASE("another JSON reader finds every text again, and no control character on the way") {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second), 'z'};
            const std::string line = line_of(text);
            const auto parsed = nlohmann::json::parse(line, nullptr, false);
            REQUIRE_FALSE(parsed.is_discarded());
            REQUIRE(parsed["k"].get<std::string>() == repair_utf8(text));
            for (const char c : line.substr(0, line.size() - 1)) {
                REQUIRE((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
            }
        }
    }
}

TEST_CASE("what is no number of JSON is told as 0") {
    for (const double value : {std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN(), 1e300}) {
        JsonLine line;
        line.decimal("k", value);
        CHECK(std::move(line).finish() == "{\"k\":0.000000}\n");
    }
}

TEST_CASE("a name that is no UTF-8 also stands in base64") {
    JsonLine line;
    line.name("n", "n_bytes", "plain");
    line.name("m", "m_bytes", "\xE9.jpg");
    CHECK(std::move(line).finish() ==
          "{\"n\":\"plain\",\"m\":\"\uFFFD.jpg\",\"m_bytes\":\"6S5qcGc=\"}\n");
}
