// What AtomicFile and create_folders say, and leave behind, where the output side fails.
#include "base/atomic_file.h"
#include "base/bytes.h"
#include "support/child.h"
#include "support/skip.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::TempDir;

bool is_empty(const std::string& folder) {
    return fs::directory_iterator(folder) == fs::directory_iterator();
}

/// Writes "new" to `target` and commits it.
Expected<void> publish(const std::string& target) {
    auto file = AtomicFile::create(target);
    if (!file) {
        return std::move(file).error();
    }
    if (auto written = file->write(as_bytes("new")); !written) {
        return written;
    }
    return file->commit({});
}

/// As a user to whom permissions mean something, root being none.
void become_ordinary() {
    if (::geteuid() == 0 && (::setegid(65534) != 0 || ::seteuid(65534) != 0)) {
        ::_exit(254);
    }
}

constexpr int cannot_mount = 77;

/// Runs in a child: writes to a tmpfs of 64 KiB in a mount namespace of its own.
int fill_small_tmpfs(const std::string& folder) {
    if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) {
        return cannot_mount;
    }
    ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    if (::mount("none", folder.c_str(), "tmpfs", 0, "size=64k") != 0) {
        return cannot_mount;
    }
    for (const Unborn unborn : {Unborn::named, Unborn::nameless}) {
        auto file = AtomicFile::create(folder + "/a", unborn);
        const auto written = file->write(Bytes(1 << 20));
        if (written || written.error().code != OutcomeClass::write_error ||
            written.error().errno_value != ENOSPC) {
            return 1;
        }
    }
    return is_empty(folder) ? 0 : 2;
}

} // namespace

TEST_CASE("a directory at the target is an error and stays") {
    const TempDir dir;
    dir.write("folder/inside", "x");
    const auto result = publish(dir / "folder");
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::write_error);
    CHECK(result.error().stage == Stage::commit);
    CHECK(result.error().errno_value == EISDIR);
    CHECK(read_file(dir / "folder/inside") == "x");
    CHECK(std::distance(fs::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("a missing folder is a write error that names the folder") {
    const TempDir dir;
    const auto result = publish(dir / "missing/a");
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::write_error);
    CHECK(result.error().errno_value == ENOENT);
    CHECK(result.error().message.find("missing") != std::string::npos);
}

TEST_CASE("a folder that may not be written to is a write error") {
    const TempDir dir;
    REQUIRE(::chmod(dir.path().c_str(), 0755) == 0);
    fs::create_directory(dir / "locked");
    REQUIRE(::chmod((dir / "locked").c_str(), 0555) == 0);
    const int code = test::in_child([&] {
        become_ordinary();
        const auto result = publish(dir / "locked/a");
        const auto made = create_folders(dir / "locked/b/c");
        return !result && result.error().code == OutcomeClass::write_error &&
                       result.error().errno_value == EACCES && !made &&
                       made.error().errno_value == EACCES
                   ? 0
                   : 1;
    });
    CHECK(code == 0);
    CHECK(is_empty(dir / "locked"));
}

TEST_CASE("a full disk is a write error and leaves no temporary") {
    const TempDir dir;
    const int code = test::in_child([&] { return fill_small_tmpfs(dir.path()); });
    if (code == cannot_mount) {
        test::skip("no tmpfs can be mounted here");
        return;
    }
    CHECK(code == 0);
}

TEST_CASE("a limit on file sizes is a write error and leaves no temporary") {
    const TempDir dir;
    const int code = test::in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        auto file = AtomicFile::create(dir / "a");
        const auto written = file->write(Bytes(10'000));
        return !written && written.error().code == OutcomeClass::write_error &&
                       written.error().errno_value == EFBIG
                   ? 0
                   : 1;
    });
    CHECK(code == 0);
}

TEST_CASE("a writer that is killed leaves the old target whole") {
    const TempDir dir;
    const std::string target = dir.write("a", "old");
    const int code = test::in_child([&]() -> int {
        auto file = AtomicFile::create(target);
        [[maybe_unused]] const auto written = file->write(as_bytes("half"));
        ::raise(SIGKILL);
        return 1;
    });
    CHECK(code == -SIGKILL);
    CHECK(read_file(target) == "old");
}

TEST_CASE("the longest name works, a longer one is name-too-long and leaves nothing") {
    const TempDir dir;
    const std::string longest(255, 'n');
    REQUIRE(publish(dir / longest));
    CHECK(read_file(dir / longest) == "new");
    fs::remove(dir / longest);
    const auto result = publish(dir / (longest + "n"));
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::name_too_long);
    CHECK(result.error().errno_value == ENAMETOOLONG);
    CHECK(is_empty(dir.path()));
}

TEST_CASE("a path longer than the system takes is name-too-long") {
    const TempDir dir;
    std::string path = dir.path();
    while (path.size() < 5000) {
        path += "/folder";
    }
    const auto result = publish(path);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::name_too_long);
    const auto made = create_folders(path);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == OutcomeClass::name_too_long);
}

TEST_CASE("create_folders makes all that is missing and takes what is there") {
    const TempDir dir;
    REQUIRE(create_folders(dir / "a/b/c"));
    CHECK(fs::is_directory(dir / "a/b/c"));
    REQUIRE(create_folders(dir / "a/b/c"));
    REQUIRE(create_folders(dir / "a/d/"));
    CHECK(fs::is_directory(dir / "a/d"));
    REQUIRE(create_folders(dir / "a//e//f"));
    CHECK(fs::is_directory(dir / "a/e/f"));
    REQUIRE(create_folders(""));
    REQUIRE(create_folders("."));
    REQUIRE(create_folders("/"));
}

TEST_CASE("create_folders follows a symlink to a folder") {
    const TempDir dir;
    fs::create_directory(dir / "real");
    fs::create_directory_symlink("real", dir / "link");
    REQUIRE(create_folders(dir / "link/sub"));
    CHECK(fs::is_directory(dir / "real/sub"));
    REQUIRE(create_folders(dir / "link"));
}

TEST_CASE("create_folders fails where a file or a dangling link is in the way") {
    const TempDir dir;
    dir.write("file", "x");
    fs::create_symlink("nowhere", dir / "dangling");
    for (const char* name : {"file", "file/below", "dangling"}) {
        CAPTURE(name);
        const auto result = create_folders(dir / name);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == OutcomeClass::write_error);
        CHECK(result.error().errno_value == ENOTDIR);
        CHECK(result.error().message.find(name) != std::string::npos);
    }
    CHECK(read_file(dir / "file") == "x");
}

} // namespace imgbatch
