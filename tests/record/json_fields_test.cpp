#include "record/json_fields.h"

#include <doctest/doctest.h>

#include <string>
#include <variant>

using namespace imgbatch;

namespace {

template <class T>
bool holds(const JsonFields& fields, std::string_view key) {
    const JsonValue* value = fields.find(key);
    return value != nullptr && std::holds_alternative<T>(*value);
}

std::string problem_of(std::string_view line) {
    const auto fields = parse_json_line(line);
    if (fields) {
        return "";
    }
    CHECK(fields.error().code == OutcomeClass::corrupt);
    return fields.error().message;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

} // namespace

TEST_CASE("a line's fields come with their types") {
    const auto fields = parse_json_line(
        R"({"u":18446744073709551615,"n":-1,"d":1.5,"t":"x","l":["p"],"e":[],"c":{"a":1},"z":null,)"
        R"("b":true,"m":["p",1],"o":{"a":"x"},"deep":{"a":{"b":[1]}},"r":[[1]]})");
    REQUIRE(fields);
    CHECK(std::get<std::uint64_t>(*fields->find("u")) == 18446744073709551615U);
    CHECK(std::get<double>(*fields->find("d")) == 1.5);
    CHECK(std::get<std::string>(*fields->find("t")) == "x");
    CHECK(std::get<std::vector<std::string>>(*fields->find("l")) == std::vector<std::string>{"p"});
    CHECK(std::get<std::vector<std::string>>(*fields->find("e")).empty());
    CHECK(std::get<JsonCounts>(*fields->find("c")) == JsonCounts{{"a", 1}});
    for (const char* key : {"n", "z", "b", "m", "o", "deep", "r"}) {
        CAPTURE(key);
        CHECK(holds<JsonOther>(*fields, key));
    }
    CHECK(fields->find("absent") == nullptr);
}

TEST_CASE("what is no JSON object is an error") {
    for (const char* line : {"",
                             " ",
                             "\n",
                             "null",
                             "1",
                             "\"x\"",
                             "[]",
                             "[{}]",
                             "{",
                             "}",
                             "{}}",
                             "{}{}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "{'a':1}",
                             "{\"a\":01}",
                             "{\"a\":+1}",
                             "{\"a\":.5}",
                             "{\"a\":NaN}",
                             "{\"a\":1e999}",
                             "{\"a\":\"\t\"}",
                             "{\"a\":\"\\x\"}",
                             "{\"a\":\"\\ud800\"}",
                             "{\"a\":\"\xFF\"}",
                             "{\"a\":1} // no",
                             "{\"a\":tru}"}) {
        CAPTURE(line);
        CHECK_FALSE(problem_of(line).empty());
    }
    CHECK(problem_of(std::string("{\"a\":1\0}", 8)) != "");
    CHECK(problem_of("{}").empty());
    CHECK(problem_of("{}\n").empty());
}

TEST_CASE("a key that occurs twice is an error, wherever it counts") {
    CHECK(problem_of(R"({"a":1,"a":1})") == "a field that occurs twice");
    CHECK(problem_of(R"({"a":1,"\u0061":2})") == "a field that occurs twice");
    CHECK(problem_of(R"({"c":{"x":1,"x":1}})") == "a field that occurs twice");
    CHECK(problem_of(R"({"a":{"x":1},"b":{"x":1}})").empty());
}

TEST_CASE("depth, length and numbers of members are bounded") {
    CHECK(problem_of("{\"a\":" + repeated("[", max_json_depth - 1) +
                     repeated("]", max_json_depth - 1) + "}")
              .empty());
    CHECK(problem_of("{\"a\":" + repeated("[", max_json_depth) + repeated("]", max_json_depth) +
                     "}") == "nested too deep");
    CHECK(problem_of(repeated("{\"a\":", 100'000)) == "nested too deep");
    CHECK(problem_of(repeated("[", 1'000'000)) == "not an object");
    CHECK(problem_of("{\"l\":[\"\"" + repeated(",\"\"", max_json_members) + "]}") ==
          "too many values in a list");
    std::string many = "{\"k\":0";
    for (std::size_t i = 0; i < max_json_members; ++i) {
        many += ",\"k" + std::to_string(i) + "\":0";
    }
    CHECK(problem_of(many + "}") == "too many fields");
    CHECK(problem_of("{}" + std::string(max_json_line_bytes, ' ')) == "a line of more than 1 MiB");
    CHECK(problem_of("{}" + std::string(max_json_line_bytes - 2, ' ')).empty());
}

TEST_CASE("a list that turns out mixed takes no part of later fields with it") {
    const auto fields =
        parse_json_line(R"({"m":["p",{"q":1},"r"],"after":"x","c":{"k":"t","k":1},"z":2})");
    REQUIRE(fields);
    CHECK(holds<JsonOther>(*fields, "m"));
    CHECK(std::get<std::string>(*fields->find("after")) == "x");
    CHECK(holds<JsonOther>(*fields, "c"));
    CHECK(std::get<std::uint64_t>(*fields->find("z")) == 2);
}
