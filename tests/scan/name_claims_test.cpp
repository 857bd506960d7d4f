#include "scan/name_claims.h"
#include "sources.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

using namespace imgbatch;

TEST_CASE("a name is claimed once, however it is spelt") {
    NameClaims claims;
    CHECK_FALSE(claims.is_claimed("a/b.jpg"));
    CHECK(claims.claim("a/b.jpg"));
    CHECK_FALSE(claims.claim("a/b.jpg"));
    CHECK_FALSE(claims.claim("./a//x/../b.jpg"));
    CHECK_FALSE(claims.claim(std::filesystem::current_path().string() + "/a/b.jpg"));
    CHECK(claims.is_claimed("a/./b.jpg"));
    CHECK(claims.claim("a/B.jpg"));
    CHECK(claims.claim("a/b.jpg2"));
}

TEST_CASE("names that differ have keys that differ") {
    std::set<PathKey> keys;
    for (int i = 0; i < 20'000; ++i) {
        keys.insert(path_key("out/" + std::to_string(i) + ".jpg", "/"));
    }
    CHECK(keys.size() == 20'000);
}
