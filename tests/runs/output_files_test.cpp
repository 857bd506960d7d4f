#include "run/output_files.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

/// As if the file system told no small letters from large ones.
void make_alias(const TempDir& dir, const std::string& name, const std::string& alias) {
    fs::remove(dir / alias);
    fs::create_hard_link(dir / name, dir / alias);
}

} // namespace

TEST_CASE("an output that was left alone since it is another's of this run is found") {
    const TempDir dir;
    OutputFiles files;
    dir.write("a.jpg", "first");
    CHECK_FALSE(files.add(dir / "a.jpg"));
    make_alias(dir, "a.jpg", "A.jpg");
    make_alias(dir, "a.jpg", "other spelling.jpg");
    dir.write("old.jpg", "of an earlier run");
    CHECK(files.holds(dir / "A.jpg"));
    CHECK(files.holds(dir / "other spelling.jpg"));
    CHECK_FALSE(files.holds(dir / "old.jpg"));
    CHECK_FALSE(files.holds(dir / "missing.jpg"));
}

TEST_CASE("an output that replaced one whose name differs in case is found") {
    const TempDir dir;
    OutputFiles files;
    dir.write("a.JPG", "first");
    CHECK_FALSE(files.add(dir / "a.JPG"));
    SUBCASE("where case does not matter") {
        fs::remove(dir / "a.JPG");
        dir.write("A.jpg", "second");
        make_alias(dir, "A.jpg", "a.JPG");
        CHECK(files.add(dir / "A.jpg"));
    }
    SUBCASE("but not where it does") {
        dir.write("A.jpg", "second");
        CHECK_FALSE(files.add(dir / "A.jpg"));
        CHECK_FALSE(files.holds(dir / "missing.jpg"));
    }
}

TEST_CASE("what is not there is nobody's") {
    const TempDir dir;
    OutputFiles files;
    CHECK_FALSE(files.add(dir / "a.jpg"));
    CHECK_FALSE(files.add(dir / "A.JPG"));
}

} // namespace imgbatch
