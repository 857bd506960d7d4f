#include "scan/lexical_path.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace imgbatch;

TEST_CASE("paths are made normal as text") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "."},
        {".", "."},
        {"./", "."},
        {"a/..", "."},
        {"a", "a"},
        {"a/", "a"},
        {"a//b/./c", "a/b/c"},
        {"a/../b", "b"},
        {"..", ".."},
        {"../../a", "../../a"},
        {"a/../../b", "../b"},
        {"/", "/"},
        {"//", "/"},
        {"/..", "/"},
        {"/../a/", "/a"},
        {"/a/../..", "/"},
        {"...", "..."},
        {"a/...", "a/..."},
    };
    for (const auto& each : cases) {
        CAPTURE(each.first);
        CHECK(lexically_normal(each.first) == each.second);
    }
}

TEST_CASE("the normal form agrees with the standard library's on random paths") {
    std::mt19937 random(3);
    for (int i = 0; i < 20'000; ++i) {
        std::string path;
        for (auto length = random() % 12; length > 0; --length) {
            path += "./ab"[random() % 4];
        }
        auto expected = std::filesystem::path(path).lexically_normal().string();
        while (expected.size() > 1 && expected.back() == '/') {
            expected.pop_back();
        }
        CAPTURE(path);
        CHECK(lexically_normal(path) == (expected.empty() ? "." : expected));
    }
}

TEST_CASE("what lies below a folder is told apart from what only begins alike") {
    CHECK(path_below("a", "a/b") == "b");
    CHECK(path_below("/", "/a/b") == "a/b");
    CHECK(path_below("/a", "/a/b/c") == "b/c");
    CHECK(path_below(".", "a/b") == "a/b");
    CHECK_FALSE(path_below("a", "ab"));
    CHECK_FALSE(path_below("a", "a"));
    CHECK_FALSE(path_below("/", "/"));
    CHECK_FALSE(path_below(".", "."));
    CHECK_FALSE(path_below(".", ".."));
    CHECK_FALSE(path_below(".", "../a"));
    CHECK_FALSE(path_below(".", "/a"));
    CHECK(path_below(".", "..a") == "..a");
    CHECK(lexically_absolute("../b", "/x/y") == "/x/b");
    CHECK(lexically_absolute("/b/.", "/x/y") == "/b");
}
