#include "scan/path_filter.h"
#include "sources.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using imgbatch::test::options_with;

namespace {

PathFilter filter_of(const ScanOptions& options) {
    auto filter = PathFilter::create(options);
    REQUIRE(filter);
    return *std::move(filter);
}

} // namespace

TEST_CASE("extensions are compared in any case and with or without their dot") {
    const PathFilter filter = filter_of(options_with([](auto& o) {
        o.extensions = {"JPG", ".png", "tar.gz"};
    }));
    CHECK(filter.takes_file("", "a.jpg"));
    CHECK(filter.takes_file("", "a.JpG"));
    CHECK(filter.takes_file("", "a.PNG"));
    CHECK(filter.takes_file("", "a.tar.gz"));
    CHECK_FALSE(filter.takes_file("", "a.gz"));
    CHECK_FALSE(filter.takes_file("", "jpg"));
    CHECK_FALSE(filter.takes_file("", "ajpg"));
    CHECK_FALSE(filter_of(options_with([](auto& o) {
                    o.extensions = {"jpg"};
                    o.hidden = true;
                })).takes_file("", ".jpg"));
}

TEST_CASE("a file must match one glob and no exclude; folders only the latter") {
    const PathFilter filter = filter_of(options_with([](auto& o) {
        o.globs = {"*.jpg", "raw/*"};
        o.excludes = {"*-old*", "tmp/", "/top/cut"};
    }));
    CHECK(filter.takes_file("", "a.jpg"));
    CHECK(filter.takes_file("raw/", "a.dng"));
    CHECK_FALSE(filter.takes_file("", "a.dng"));
    CHECK_FALSE(filter.takes_file("x/raw/", "a.dng"));
    CHECK_FALSE(filter.takes_file("", "a-old.jpg"));
    CHECK(filter.enters_folder("", "anything"));
    CHECK_FALSE(filter.enters_folder("", "x-old"));
    CHECK_FALSE(filter.enters_folder("x/", "tmp"));
    CHECK_FALSE(filter.enters_folder("top/", "cut"));
    CHECK(filter.enters_folder("x/top/", "cut"));
}

TEST_CASE("what imgbatch itself leaves is never wanted") {
    const PathFilter filter = filter_of(options_with([](auto& o) { o.hidden = true; }));
    CHECK(filter.takes_file("", ".hidden"));
    CHECK_FALSE(filter.takes_file("", ".imgbatch-host-1-2.tmp"));
    CHECK_FALSE(filter.enters_folder("", ".imgbatch"));
    CHECK(filter.takes_file("", ".imgbatch-notes"));
}
