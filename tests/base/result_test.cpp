#include <imgbatch/result.h>

#include "base/try.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <set>
#include <string>

namespace imgbatch {
namespace {

Expected<int> half(int value) {
    if (value % 2 != 0) {
        return Error{OutcomeClass::usage, Stage::plan, "odd", 0};
    }
    return value / 2;
}

Expected<void> must_halve_twice(int value, int& result) {
    IMGBATCH_TRY(const int once, half(value));
    IMGBATCH_TRY(half(once));
    IMGBATCH_TRY(result, half(once));
    return {};
}

Expected<std::unique_ptr<int>> owned(int value) {
    return std::make_unique<int>(value);
}

Expected<int> owned_value() {
    IMGBATCH_TRY(const auto pointer, owned(7));
    return *pointer;
}

} // namespace

TEST_CASE("an Expected holds a value or an error") {
    const auto good = half(4);
    REQUIRE(good);
    CHECK(*good == 2);
    const auto bad = half(3);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().code == OutcomeClass::usage);
    CHECK(bad.error().stage == Stage::plan);
    CHECK(bad.error().message == "odd");
}

TEST_CASE("IMGBATCH_TRY returns early with the error and goes on with the value") {
    int result = -1;
    CHECK(must_halve_twice(8, result));
    CHECK(result == 2);
    result = -1;
    const auto failed = must_halve_twice(6, result);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message == "odd");
    CHECK(result == -1);
}

TEST_CASE("values that only move pass through") {
    const auto value = owned_value();
    REQUIRE(value);
    CHECK(*value == 7);
}

TEST_CASE("a system error carries its errno and the system's words") {
    const Error error = system_error(OutcomeClass::read_error, Stage::read, "cannot open", ENOENT);
    CHECK(error.code == OutcomeClass::read_error);
    CHECK(error.stage == Stage::read);
    CHECK(error.errno_value == ENOENT);
    CHECK(error.message.starts_with("cannot open: "));
    CHECK(error.message.size() > std::string("cannot open: ").size());
}

TEST_CASE("every stage has one word that leads back to it") {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(Stage::worker); ++i) {
        const auto stage = static_cast<Stage>(i);
        CHECK(words.insert(to_word(stage)).second);
        CHECK((stage_from_word(to_word(stage)) == stage));
    }
    CHECK(to_word(Stage::none).empty());
    CHECK_FALSE(stage_from_word("Read"));
}

} // namespace imgbatch
