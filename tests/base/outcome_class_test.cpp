#include <imgbatch/outcome_class.h>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace imgbatch {
namespace {

constexpr int class_count = static_cast<int>(OutcomeClass::internal) + 1;

} // namespace

TEST_CASE("every class has one word that leads back to it") {
    std::set<std::string_view> words;
    for (int i = 0; i < class_count; ++i) {
        const auto value = static_cast<OutcomeClass>(i);
        const std::string_view word = to_word(value);
        CAPTURE(std::string(word));
        CHECK_FALSE(word.empty());
        CHECK(words.insert(word).second);
        const auto back = outcome_class_from_word(word);
        REQUIRE(back);
        CHECK(*back == value);
        CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    }
}

TEST_CASE("the words of records are stable") {
    const std::set<std::string_view> expected{"ok",
                                              "ok-warned",
                                              "up-to-date",
                                              "skipped-existing",
                                              "skipped-special",
                                              "skipped-other",
                                              "copied",
                                              "empty",
                                              "not-image",
                                              "unsupported",
                                              "truncated",
                                              "corrupt",
                                              "limit",
                                              "read-error",
                                              "changed",
                                              "vanished",
                                              "collision",
                                              "name-too-long",
                                              "write-error",
                                              "memory",
                                              "timeout",
                                              "crashed",
                                              "killed",
                                              "cancelled"};
    CHECK(expected.size() == 24);
    for (const std::string_view word : expected) {
        CAPTURE(std::string(word));
        CHECK(outcome_class_from_word(word));
    }
}

TEST_CASE("other text names no class") {
    for (const auto* text : {"", "OK", "ok ", "ok_warned", "okay", "skipped"}) {
        CHECK_FALSE(outcome_class_from_word(text));
    }
}

TEST_CASE("only what went wrong is a failure") {
    const std::set<std::string_view> fine{"ok",       "ok-warned",        "up-to-date",
                                          "copied",   "skipped-existing", "skipped-special",
                                          "vanished", "skipped-other"};
    for (int i = 0; i < class_count; ++i) {
        const auto value = static_cast<OutcomeClass>(i);
        CAPTURE(std::string(to_word(value)));
        CHECK(is_failure(value) == !fine.contains(to_word(value)));
    }
}

TEST_CASE("a number that is no class has a word all the same") {
    CHECK(to_word(static_cast<OutcomeClass>(200)) == "internal");
    CHECK(is_failure(static_cast<OutcomeClass>(200)));
}

} // namespace imgbatch
