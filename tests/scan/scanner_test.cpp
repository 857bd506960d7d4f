#include "scan/scanner.h"
#include "sources.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace fs = std::filesystem;

TEST_CASE("a folder is walked in byte order of the relative paths") {
    const TempDir dir;
    for (const char* name :
         {"b.jpg", "a/z.jpg", "a.jpg", "a/b/c.jpg", "a-.jpg", "B.jpg", "a0.jpg", "\xC3\xA4.jpg"}) {
        dir.write(name, "x");
    }
    CHECK(scan({dir.path()}) == Names{"B.jpg", "a-.jpg", "a.jpg", "a/b/c.jpg", "a/z.jpg", "a0.jpg",
                                      "b.jpg", "\xC3\xA4.jpg"});
}

TEST_CASE("the order equals that of an independently sorted listing on random trees") {
    std::mt19937 random(7);
    const std::string letters = "ab.-/\x01\xFF 0";
    const TempDir dir;
    for (int i = 0; i < 300; ++i) {
        std::string name = "n";
        for (int length = 1 + static_cast<int>(random() % 12); length > 0; --length) {
            name += letters[random() % letters.size()];
        }
        // Dots of their own would be "." and "..", and hidden names are another test's.
        for (auto at = name.find("/."); at != std::string::npos; at = name.find("/.")) {
            name.replace(at, 2, "/d");
        }
        std::error_code error;
        const fs::path path(dir / name);
        fs::create_directories(path.parent_path(), error);
        if (!error && !fs::exists(path) && name.back() != '/') {
            dir.write(name, "x");
        }
    }
    Names expected;
    for (const auto& entry : fs::recursive_directory_iterator(dir.path())) {
        if (entry.is_regular_file()) {
            expected.push_back(entry.path().string().substr(dir.path().size() + 1));
        }
    }
    std::sort(expected.begin(), expected.end());
    REQUIRE(expected.size() > 50);
    CHECK(scan({dir.path()}) == expected);
}

TEST_CASE("an entry tells its path, size, argument and how it was named") {
    const TempDir dir;
    dir.write("photos/sub/a.jpg", "12345");
    const std::string named = dir.write("b.png", "1");
    Scanner scanner = scanner_of({named, dir / "photos/"});
    const auto all = all_of(scanner);
    REQUIRE(all.size() == 2);
    CHECK(all[0].path == named);
    CHECK(all[0].relative == "b.png");
    CHECK(all[0].named);
    CHECK(all[0].root == 0);
    CHECK(all[0].bytes == 1);
    CHECK(all[1].path == dir / "photos/sub/a.jpg");
    CHECK(all[1].relative == "sub/a.jpg");
    CHECK_FALSE(all[1].named);
    CHECK(all[1].root == 1);
    CHECK(all[1].bytes == 5);
}

TEST_CASE("the current folder gives paths without a prefix") {
    const TempDir dir;
    dir.write("sub/a.jpg", "x");
    const InFolder in(dir.path());
    Scanner scanner = scanner_of({"."});
    CHECK(next_found(scanner).path == "sub/a.jpg");
}

TEST_CASE("names of any bytes come out as they are") {
    const TempDir dir;
    const Names odd{"\x1B[31m.jpg", " ",    "%d.jpg",       "-rf", "\n",
                    "a\nb.jpg",     "a\\b", "\xFF\xFE.jpg", "~",   std::string(255, 'n')};
    for (const std::string& name : odd) {
        dir.write(name, "x");
    }
    Names sorted = odd;
    std::sort(sorted.begin(), sorted.end());
    CHECK(scan({dir.path()}) == sorted);
    const InFolder in(dir.path());
    CHECK(scan({"-rf", "a\nb.jpg"}) == Names{"-rf", "a\nb.jpg"});
}

TEST_CASE("hidden names are passed over unless asked for, and our own always") {
    const TempDir dir;
    for (const char* name : {".a.jpg", ".hidden/b.jpg", "c.jpg", ".imgbatch/run.ndjson",
                             "sub/.imgbatch-host-1-2.tmp"}) {
        dir.write(name, "x");
    }
    CHECK(scan({dir.path()}) == Names{"c.jpg"});
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.hidden = true; })) ==
          Names{".a.jpg", ".hidden/b.jpg", "c.jpg"});
    CHECK(scan({dir / ".hidden", dir / ".a.jpg"}) == Names{"b.jpg", ".a.jpg"});
}

TEST_CASE("max_depth counts folders from the argument on") {
    const TempDir dir;
    for (const char* name : {"1.jpg", "a/2.jpg", "a/b/3.jpg"}) {
        dir.write(name, "x");
    }
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.max_depth = 0; })).empty());
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.max_depth = 1; })) == Names{"1.jpg"});
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.max_depth = 2; })) ==
          Names{"1.jpg", "a/2.jpg"});
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.max_depth = 3; })) ==
          Names{"1.jpg", "a/2.jpg", "a/b/3.jpg"});
    CHECK(scan({dir / "1.jpg"}, options_with([](auto& o) { o.max_depth = 0; })) == Names{"1.jpg"});
}

TEST_CASE("filters choose among what a walk meets, not among arguments") {
    const TempDir dir;
    for (const char* name : {"a.jpg", "b.JPG", "c.txt", "skip/d.jpg", "keep/skip.jpg"}) {
        dir.write(name, "x");
    }
    ScanOptions options = options_with([](auto& o) {
        o.extensions = {"jpg"};
        o.excludes = {"skip"};
    });
    CHECK(scan({dir.path(), dir / "c.txt"}, options) ==
          Names{"a.jpg", "b.JPG", "keep/skip.jpg", "c.txt"});
    options.globs = {"keep/*"};
    CHECK(scan({dir.path()}, options) == Names{"keep/skip.jpg"});
}

TEST_CASE("a malformed pattern is a usage error that names it") {
    const auto scanner =
        Scanner::create({"."}, options_with([](auto& o) { o.excludes = {"a[b"}; }), {});
    REQUIRE_FALSE(scanner);
    CHECK(scanner.error().code == OutcomeClass::usage);
    CHECK(scanner.error().message.find("--exclude 'a[b'") != std::string::npos);
}

TEST_CASE("folders that are left out are not entered, however the walk meets them") {
    const TempDir dir;
    for (const char* name : {"a.jpg", "out/b.jpg", "sub/c.jpg"}) {
        dir.write(name, "x");
    }
    CHECK(scan({dir.path()}, {}, {dir / "out"}) == Names{"a.jpg", "sub/c.jpg"});
    CHECK(scan({dir.path()}, {}, {dir / "sub/../out/"}) == Names{"a.jpg", "sub/c.jpg"});
    fs::create_directory_symlink("../out", dir / "sub/link");
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.follow_symlinks = true; }),
               {dir / "out"}) == Names{"a.jpg", "sub/c.jpg"});
    SUBCASE("but an argument itself is walked") {
        CHECK(scan({dir / "out"}, {}, {dir / "out"}) == Names{"b.jpg"});
    }
}

TEST_CASE("a folder that is left out may appear during the walk") {
    const TempDir dir;
    for (const char* name : {"a.jpg", "z/b.jpg"}) {
        dir.write(name, "x");
    }
    Scanner scanner = scanner_of({dir.path()}, {}, {dir / "z/out"});
    CHECK(next_found(scanner).relative == "a.jpg");
    dir.write("z/out/made.jpg", "x");
    CHECK(told(all_of(scanner)) == Names{"z/b.jpg"});
}

TEST_CASE("the first entry comes before later folders have been read") {
    const TempDir dir;
    for (const char* name : {"a/1.jpg", "b/1.jpg", "c/1.jpg"}) {
        dir.write(name, "x");
    }
    Scanner scanner = scanner_of({dir.path()});
    CHECK(next_found(scanner).relative == "a/1.jpg");
    dir.write("b/2.jpg", "appeared");
    fs::remove(dir / "c/1.jpg");
    CHECK(told(all_of(scanner)) == Names{"b/1.jpg", "b/2.jpg"});
}

TEST_CASE("several arguments come in their order, even when they overlap") {
    const TempDir dir;
    dir.write("b/1.jpg", "x");
    dir.write("a/2.jpg", "x");
    CHECK(scan({dir / "b", dir / "a", dir / "b"}) == Names{"1.jpg", "2.jpg", "1.jpg"});
    CHECK(scan({}).empty());
}
