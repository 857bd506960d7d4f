#include "scan/glob.h"

#include <doctest/doctest.h>
#include <fnmatch.h>

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace imgbatch;

namespace {

bool match(std::string_view pattern, std::string_view path, bool is_folder = false) {
    const auto glob = Glob::parse(pattern);
    REQUIRE_MESSAGE(glob, std::string(pattern));
    return glob->matches(path, is_folder);
}

/// The meaning of `**` and `*` spelt out by recursion; exponential, for short texts only.
bool slow_match(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern.starts_with("**/")) {
        if (slow_match(pattern.substr(3), text)) {
            return true;
        }
        const auto slash = text.find('/');
        return slash != std::string_view::npos && slow_match(pattern, text.substr(slash + 1));
    }
    if (pattern == "**") {
        return !text.empty();
    }
    if (pattern.front() == '*') {
        return slow_match(pattern.substr(1), text) ||
               (!text.empty() && text.front() != '/' && slow_match(pattern, text.substr(1)));
    }
    return !text.empty() && pattern.front() == text.front() &&
           slow_match(pattern.substr(1), text.substr(1));
}

} // namespace

TEST_CASE("patterns match as gitignore's do") {
    struct Case {
        const char* pattern;
        const char* path;
        bool matches;
    };
    const std::vector<Case> cases{
        {"*.jpg", "a.jpg", true},
        {"*.jpg", "sub/a.jpg", true},
        {"*.jpg", "a.JPG", false},
        {"*.jpg", "a.jpg.txt", false},
        {"*", ".hidden", true},
        {"a?c", "abc", true},
        {"a?c", "a/c", false},
        {"?", "\xC3\xA4", true}, // one character, two bytes
        {"?", "\xFF", true},
        {"??", "\xC3", false},
        {"[\xC3\xA4\xC3\xB6].jpg", "\xC3\xB6.jpg", true},
        {"[\xC3\xA4\xC3\xB6].jpg", "\xC3\xBC.jpg", false},
        {"??", "\xC0\x80", true}, // an overlong form is two stray bytes
        {"[a-c]x", "bx", true},
        {"[!a-c]x", "bx", false},
        {"[^a-c]x", "dx", true},
        {"[]]", "]", true},
        {"[!]]", "]", false},
        {"[a-]", "-", true},
        {"[\\]]", "]", true},
        {"\\*", "*", true},
        {"\\*", "a", false},
        {"a/b.jpg", "a/b.jpg", true},
        {"a/b.jpg", "x/a/b.jpg", false},
        {"a/*.jpg", "a/b/c.jpg", false},
        {"/a.jpg", "a.jpg", true},
        {"/a.jpg", "sub/a.jpg", false},
        {"**/a.jpg", "a.jpg", true},
        {"**/a.jpg", "x/y/a.jpg", true},
        {"a/**/b", "a/b", true},
        {"a/**/b", "a/x/y/b", true},
        {"a/**/b", "ab", false},
        {"a/**", "a/x/y", true},
        {"a/**", "a", false},
        {"a**b", "axxb", true},
        {"a**b", "a/b", false},
        {"**", "a/b", true},
        {"**/x/**/y.jpg", "1/x/2/3/y.jpg", true},
        {"**/x/**/y.jpg", "1/2/3/y.jpg", false},
    };
    for (const Case& each : cases) {
        CAPTURE(each.pattern);
        CAPTURE(each.path);
        CHECK(match(each.pattern, each.path) == each.matches);
    }
}

TEST_CASE("a slash at the end asks for a folder") {
    CHECK(match("build/", "x/build", true));
    CHECK_FALSE(match("build/", "x/build", false));
    CHECK(match("/build/", "build", true));
    CHECK_FALSE(match("/build/", "x/build", true));
}

TEST_CASE("malformed patterns are usage errors") {
    for (const char* pattern : {"", "/", "[", "a[b", "[]", "[!]", "[a-", "a\\", "[[:alpha:]]"}) {
        CAPTURE(pattern);
        const auto glob = Glob::parse(pattern);
        REQUIRE_FALSE(glob);
        CHECK(glob.error().code == OutcomeClass::usage);
        CHECK_FALSE(glob.error().message.empty());
    }
}

TEST_CASE("random patterns over names agree with fnmatch") {
    std::mt19937 random(11);
    const std::string pattern_letters = "aab*?[]!-\\";
    const std::string text_letters = "aab-]";
    int matched = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string pattern;
        for (auto length = 1 + random() % 8; length > 0; --length) {
            pattern += pattern_letters[random() % pattern_letters.size()];
        }
        std::string text;
        for (auto length = 1 + random() % 6; length > 0; --length) {
            text += text_letters[random() % text_letters.size()];
        }
        const auto glob = Glob::parse(pattern);
        if (!glob) {
            continue; // fnmatch takes an unclosed '[' for itself, we ask the user
        }
        const bool expected = ::fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME) == 0;
        matched += expected ? 1 : 0;
        CAPTURE(pattern);
        CAPTURE(text);
        CHECK(glob->matches(text, false) == expected);
    }
    CHECK(matched > 1000);
}

TEST_CASE("random patterns over paths agree with their meaning spelt out") {
    std::mt19937 random(13);
    const std::vector<std::string> parts{"**", "a", "b", "*", "a*"};
    int matched = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string pattern = parts[random() % parts.size()];
        for (auto count = 1 + random() % 4; count > 0; --count) {
            pattern += "/" + parts[random() % parts.size()];
        }
        std::string path = "a";
        for (auto count = random() % 5; count > 0; --count) {
            path += std::vector<std::string>{"/a", "/b", "/ab", "b"}[random() % 4];
        }
        const bool expected = slow_match(pattern, path);
        matched += expected ? 1 : 0;
        CAPTURE(pattern);
        CAPTURE(path);
        CHECK(match(pattern, path) == expected);
    }
    CHECK(matched > 1000);
}

TEST_CASE("no pattern takes more than the product of the lengths") {
    const auto start = std::chrono::steady_clock::now();
    std::string stars;
    std::string folders;
    std::string path = "x";
    for (int i = 0; i < 100; ++i) {
        stars += "a*";
        folders += "**/a*a*/";
    }
    for (int i = 0; i < 1000; ++i) {
        path += "/aaa";
    }
    CHECK_FALSE(match(stars + "b", std::string(255, 'a')));
    CHECK_FALSE(match(folders + "b", path));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("any bytes make a pattern or an error, and match without harm") {
    std::mt19937 random(17);
    for (int i = 0; i < 20'000; ++i) {
        std::string pattern;
        std::string path;
        for (auto length = random() % 20; length > 0; --length) {
            pattern += static_cast<char>(random() % 4 == 0 ? '*' : random() % 256);
            path += static_cast<char>(random() % 256);
        }
        if (const auto glob = Glob::parse(pattern)) {
            (void)glob->matches(path, false);
        }
    }
}
