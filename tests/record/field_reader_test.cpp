#include "record/field_reader.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

using namespace imgbatch;

namespace {

JsonFields fields_of(std::string_view line) {
    auto fields = parse_json_line(line);
    REQUIRE(fields);
    return *std::move(fields);
}

} // namespace

TEST_CASE("absent fields read as nothing, without a fault") {
    const JsonFields fields = fields_of("{}");
    FieldReader reader(fields);
    CHECK(reader.number<int>("n") == 0);
    CHECK(reader.number<unsigned>("n", 7) == 7);
    CHECK(reader.text("t").empty());
    CHECK(reader.texts("l").empty());
    CHECK(reader.counts("c").empty());
    CHECK(reader.decimal("d") == 0.0);
    CHECK(reader.name("a", "a_bytes").empty());
    CHECK(reader.problem().empty());
    reader.require("n");
    CHECK(reader.problem() == "field 'n' is missing");
}

TEST_CASE("a number must fit its type") {
    const JsonFields fields = fields_of(R"({"n":2147483648})");
    FieldReader wide(fields);
    CHECK(wide.number<std::uint32_t>("n") == 2147483648U);
    CHECK(wide.problem().empty());
    FieldReader narrow(fields);
    CHECK(narrow.number<int>("n") == 0);
    CHECK(narrow.problem() == "field 'n' is too large");
}

TEST_CASE("the first fault is the one that is told") {
    const JsonFields fields = fields_of(R"({"a":"x","b":"y"})");
    FieldReader reader(fields);
    (void)reader.number<int>("b");
    (void)reader.number<int>("a");
    CHECK(reader.problem() == "field 'b' is of the wrong type");
}

TEST_CASE("a name and its base64 must be one name") {
    const auto name_of = [](std::string_view line) {
        const JsonFields fields = fields_of(line);
        FieldReader reader(fields);
        const std::string name = reader.name("a", "a_bytes");
        return reader.problem().empty() ? name : "fault";
    };
    CHECK(name_of(R"({"a":"x"})") == "x");
    CHECK(name_of("{\"a\":\"\uFFFD.jpg\",\"a_bytes\":\"6S5qcGc=\"}") == "\xE9.jpg");
    CHECK(name_of(R"({"a":"other.jpg","a_bytes":"6S5qcGc="})") == "fault");
    CHECK(name_of(R"({"a":"foo","a_bytes":"Zm9v"})") == "fault"); // valid UTF-8 needs no base64
    CHECK(name_of(R"({"a":"x","a_bytes":"???"})") == "fault");
    CHECK(name_of(R"({"a_bytes":"6S5qcGc="})") == "fault");
    CHECK(name_of(R"({"a":"x\u0000y"})") == "fault");
    CHECK(name_of("{\"a\":\"\uFFFD\\u0000\",\"a_bytes\":\"/wA=\"}") == "fault");
    CHECK(name_of(R"({"a":1})") == "fault");
}
