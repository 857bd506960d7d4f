#include "measure/scratch_space.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace imgbatch;
namespace fs = std::filesystem;
using test::TempDir;

TEST_CASE("a scratch space is a new folder and goes with all it holds") {
    const TempDir dir;
    std::string path;
    {
        auto scratch = ScratchSpace::create(dir.path());
        REQUIRE(scratch);
        path = scratch->path();
        CHECK(fs::is_empty(path));
        CHECK(scratch->free_bytes() > 0);
        fs::create_directories(scratch->fresh_folder() + "/a/b");
        std::ofstream(path + "/1/a/b/file") << "x";
    }
    CHECK_FALSE(fs::exists(path));
    CHECK(fs::is_empty(dir.path()));
}

TEST_CASE("no two runs get one folder, nor two spaces one path") {
    const TempDir dir;
    auto one = ScratchSpace::create(dir.path());
    auto other = ScratchSpace::create(dir.path());
    REQUIRE(one);
    REQUIRE(other);
    CHECK(one->path() != other->path());
    CHECK(one->fresh_folder() != one->fresh_folder());
}

TEST_CASE("it can be removed before its end, once") {
    const TempDir dir;
    auto scratch = ScratchSpace::create(dir.path());
    REQUIRE(scratch);
    CHECK(scratch->remove());
    CHECK(fs::is_empty(dir.path()));
    CHECK(scratch->remove());
}

TEST_CASE("what a run leaves gives its memory back at once, a disk's stays until the end") {
    const TempDir dir;
    const std::string parent = fs::exists("/dev/shm") ? default_scratch(1) : dir.path();
    auto scratch = ScratchSpace::create(parent);
    REQUIRE(scratch);
    const std::string folder = scratch->fresh_folder();
    fs::create_directories(folder);
    scratch->done_with(folder);
    CHECK(fs::exists(folder) == !scratch->in_memory());
}

TEST_CASE("a folder that is not there is an error that names it") {
    const TempDir dir;
    const auto scratch = ScratchSpace::create(dir / "none");
    REQUIRE_FALSE(scratch);
    CHECK(scratch.error().code == OutcomeClass::write_error);
    CHECK(scratch.error().errno_value == ENOENT);
    CHECK(scratch.error().message.find("none") != std::string::npos);
}

TEST_CASE("where /dev/shm has too little room, TMPDIR is taken") {
    const char* named = ::getenv("TMPDIR");
    CHECK(default_scratch(UINT64_MAX) == (named != nullptr && *named != '\0' ? named : "/tmp"));
}
