// Sweeping what dead processes left.
#include "base/atomic_file.h"
#include "base/bytes.h"
#include "support/child.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <sys/wait.h>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

int count_in(const std::string& folder) {
    return static_cast<int>(std::distance(fs::directory_iterator(folder), {}));
}

/// A child that dies with `count` temporaries open in `folder`; returns its pid.
pid_t leave_temporaries(const std::string& folder, int count) {
    pid_t pid = 0;
    const int code = test::in_child(
        [&]() -> int {
            std::vector<AtomicFile> files;
            for (int i = 0; i < count; ++i) {
                auto file = AtomicFile::create(folder + "/a" + std::to_string(i));
                if (!file || !file->write(as_bytes("half"))) {
                    return 1;
                }
                files.push_back(*std::move(file));
            }
            ::_exit(0); // without a destructor, as a crash would
        },
        pid);
    REQUIRE(code == 0);
    return pid;
}

} // namespace

TEST_CASE("a dead process's temporaries are swept by its pid") {
    const TempDir dir;
    const pid_t dead = leave_temporaries(dir.path(), 3);
    dir.write("photo.jpg", "x");
    const auto mine = AtomicFile::create(dir / "b");
    REQUIRE(mine);
    REQUIRE(count_in(dir.path()) == 5);
    CHECK(sweep_temporaries_of(dir.path(), dead) == 3);
    CHECK(count_in(dir.path()) == 2);
    CHECK(fs::exists(dir / "photo.jpg"));
    CHECK(sweep_temporaries_of(dir.path(), dead) == 0);
}

TEST_CASE("a pid is not taken for another that it begins") {
    const TempDir dir;
    const pid_t dead = leave_temporaries(dir.path(), 1);
    CHECK(sweep_temporaries_of(dir.path(), dead / 10) == 0);
    CHECK(count_in(dir.path()) == 1);
}

TEST_CASE("stale temporaries go, those of living processes stay") {
    const TempDir dir;
    leave_temporaries(dir.path(), 2);
    auto mine = AtomicFile::create(dir / "b");
    REQUIRE(mine);
    CHECK(sweep_stale_temporaries(dir.path()) == 2);
    CHECK(count_in(dir.path()) == 1);
    REQUIRE(mine->commit({}));
    CHECK(fs::exists(dir / "b"));
}

TEST_CASE("a process that is dead but not reaped counts as dead") {
    const TempDir dir;
    const pid_t child = ::fork();
    if (child == 0) {
        // The temporary stays: a process that leaves like this runs no destructors.
        const auto file = AtomicFile::create(dir / "a");
        ::_exit(file ? 0 : 1);
    }
    siginfo_t info{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0);
    CHECK(sweep_stale_temporaries(dir.path()) == 1);
    CHECK(count_in(dir.path()) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
}

TEST_CASE("a living process of somebody else's keeps its temporaries") {
    const TempDir dir;
    const auto mine = AtomicFile::create(dir / "b");
    const std::string name = fs::directory_iterator(dir.path())->path().filename().string();
    const std::string host = name.substr(0, name.find('-', sizeof ".imgbatch-"));
    dir.write(host + "-1-0.tmp", "init is alive and, to most, somebody else");
    CHECK(sweep_stale_temporaries(dir.path()) == 0);
    CHECK(fs::exists(dir / (host + "-1-0.tmp")));
}

TEST_CASE("names that only look like temporaries are nobody's to sweep") {
    const TempDir dir;
    const pid_t dead = leave_temporaries(dir.path(), 1);
    const std::string number = std::to_string(dead);
    for (const std::string& name : std::vector<std::string>{
             ".imgbatch-some_other_host-" + number + "-0.tmp", ".imgbatch-" + number + "-0.tmp",
             ".imgbatch-.tmp", ".imgbatch-x--0.tmp", "notes.tmp",
             ".imgbatch-x-" + number + "-0.jpg"}) {
        dir.write(name, "mine");
    }
    CHECK(sweep_stale_temporaries(dir.path()) == 1);
    CHECK(count_in(dir.path()) == 6);
}

TEST_CASE("sweeping a folder that is not there finds nothing") {
    const TempDir dir;
    CHECK(sweep_stale_temporaries(dir / "missing") == 0);
    CHECK(sweep_temporaries_of(dir / "missing", 1) == 0);
    CHECK(sweep_stale_temporaries(dir.write("file", "x")) == 0);
}

TEST_CASE("a temporary left by a dead process of the same pid does not stop a new one") {
    const TempDir dir;
    // The names of the next few temporaries of this process are taken already.
    {
        const auto probe = AtomicFile::create(dir / "a");
        const std::string name = fs::directory_iterator(dir.path())->path().filename().string();
        const auto number_at = name.rfind('-') + 1;
        const int number = std::stoi(name.substr(number_at));
        for (int i = 1; i <= 3; ++i) {
            dir.write(name.substr(0, number_at) + std::to_string(number + i) + ".tmp", "left");
        }
    }
    auto file = AtomicFile::create(dir / "a");
    REQUIRE(file);
    REQUIRE(file->write(as_bytes("new")));
    REQUIRE(file->commit({}));
    CHECK(test::read_file(dir / "a") == "new");
    CHECK(count_in(dir.path()) == 4);
}

} // namespace imgbatch
