#include "run/inputs.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

namespace imgbatch {

TEST_CASE("paths come first, then the list") {
    const test::TempDir dir;
    dir.write("walk/b.jpg", "b");
    dir.write("walk/a.jpg", "a");
    const auto listed = dir.write("other/c.jpg", "c");
    InputOptions input;
    input.paths = {dir / "walk"};
    input.files_from = dir.write("list", listed + "\n");
    auto inputs = open_inputs(input, {}, {});
    REQUIRE(inputs);
    const auto found = list_inputs(**inputs, nullptr);
    REQUIRE(found.size() == 3);
    CHECK(found[0].relative == "a.jpg");
    CHECK(found[1].relative == "b.jpg");
    CHECK(found[2].path == listed);
    CHECK(found[2].named);
    CHECK_FALSE(found[0].named);
}

TEST_CASE("a list that does not exist is a usage error that names it") {
    InputOptions input;
    input.files_from = "/nonexistent/list";
    const auto inputs = open_inputs(input, {}, {});
    REQUIRE_FALSE(inputs);
    CHECK(inputs.error().code == OutcomeClass::usage);
    CHECK(inputs.error().message.find("/nonexistent/list") != std::string::npos);
}

TEST_CASE("a stop ends the listing") {
    const test::TempDir dir;
    dir.write("walk/a.jpg", "a");
    InputOptions input;
    input.paths = {dir / "walk"};
    auto inputs = open_inputs(input, {}, {});
    REQUIRE(inputs);
    auto stop = StopFlag::create();
    REQUIRE(stop);
    stop->request();
    CHECK(list_inputs(**inputs, &*stop).empty());
}

} // namespace imgbatch
