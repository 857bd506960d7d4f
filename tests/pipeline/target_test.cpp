#include "pipeline/target.h"
#include "support/child.h"
#include "support/skip.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include <sys/mount.h>
#include <sys/stat.h>

namespace imgbatch {
namespace {

struct stat status_of(const std::string& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status;
}

void set_modified(const std::string& path, time_t seconds) {
    const timespec times[2] = {{seconds, 0}, {seconds, 0}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

OutcomeClass reason(Overwrite policy, const std::string& target, const std::string& input) {
    CommitOptions options;
    options.overwrite = policy;
    const auto error = TargetWriter(options).reason_to_leave(target, status_of(input));
    return error ? error->code : OutcomeClass::ok;
}

constexpr int cannot_unshare = 77;

/// Runs in a child: publishes where /proc is out of sight, by which a nameless file gets its name.
int publish_without_proc(const test::TempDir& dir, const struct stat& input) {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("none", "/proc", "tmpfs", 0, nullptr) != 0) {
        return cannot_unshare;
    }
    TargetWriter writer{CommitOptions()};
    for (const char* name : {"first", "second"}) {
        if (!writer.publish(dir / name, as_bytes("content"), input)) {
            return 1;
        }
    }
    return 0;
}

} // namespace

TEST_CASE("where nameless files cannot be had, outputs are written by way of named ones") {
    const test::TempDir dir;
    const struct stat input = status_of(dir.write("in.jpg", "input"));
    const int code = test::in_child([&] { return publish_without_proc(dir, input); });
    if (code == cannot_unshare) {
        test::skip("no mount namespace can be had here");
        return;
    }
    CHECK(code == 0);
    CHECK(test::read_file(dir / "first") == "content");
    CHECK(test::read_file(dir / "second") == "content");
    CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 3);
}

TEST_CASE("an output that does not exist is always to be written") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    for (const Overwrite policy : {Overwrite::older, Overwrite::always, Overwrite::never}) {
        CHECK(reason(policy, dir / "out.jpg", input) == OutcomeClass::ok);
    }
}

TEST_CASE("--overwrite decides about an output that exists") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    const std::string output = dir.write("out.jpg", "output");
    set_modified(input, 2000);

    set_modified(output, 1000);
    CHECK(reason(Overwrite::older, output, input) == OutcomeClass::ok);
    CHECK(reason(Overwrite::always, output, input) == OutcomeClass::ok);
    CHECK(reason(Overwrite::never, output, input) == OutcomeClass::skipped_existing);

    set_modified(output, 2000);
    CHECK(reason(Overwrite::older, output, input) == OutcomeClass::up_to_date);
    set_modified(output, 3000);
    CHECK(reason(Overwrite::older, output, input) == OutcomeClass::up_to_date);
}

TEST_CASE("what is no file keeps its name") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    REQUIRE(::mkfifo((dir / "pipe.jpg").c_str(), 0600) == 0);
    REQUIRE(::mkdir((dir / "folder.jpg").c_str(), 0700) == 0);
    CHECK(reason(Overwrite::always, dir / "pipe.jpg", input) == OutcomeClass::write_error);
    CHECK(reason(Overwrite::always, dir / "folder.jpg", input) == OutcomeClass::write_error);
}

TEST_CASE("an output that is the input itself is refused, also through links, but not in place") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    REQUIRE(::link(input.c_str(), (dir / "hard.jpg").c_str()) == 0);
    REQUIRE(::symlink(input.c_str(), (dir / "soft.jpg").c_str()) == 0);
    CHECK(reason(Overwrite::always, input, input) == OutcomeClass::collision);
    CHECK(reason(Overwrite::always, dir / "hard.jpg", input) == OutcomeClass::collision);
    CHECK(reason(Overwrite::always, dir / "soft.jpg", input) == OutcomeClass::collision);

    CommitOptions in_place;
    in_place.in_place = true;
    CHECK_FALSE(TargetWriter(in_place).reason_to_leave(input, status_of(input)));
}

TEST_CASE("publishing makes the folders and takes over the permission bits without execute") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    REQUIRE(::chmod(input.c_str(), 0750) == 0);
    TargetWriter writer({});
    const std::string target = dir / "a/b c/out.jpg";
    REQUIRE(writer.publish(target, as_bytes("new"), status_of(input)));
    CHECK(test::read_file(target) == "new");
    CHECK((status_of(target).st_mode & 07777) == 0640);
}

TEST_CASE("--keep-dates gives the output its input's time") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    set_modified(input, 123456);
    CommitOptions options;
    options.keep_dates = true;
    TargetWriter writer(options);
    REQUIRE(writer.publish(dir / "out.jpg", as_bytes("new"), status_of(input)));
    CHECK(status_of(dir / "out.jpg").st_mtim.tv_sec == 123456);
}

TEST_CASE("--overwrite never does not replace what appeared meanwhile") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    const std::string output = dir.write("out.jpg", "somebody else's");
    CommitOptions options;
    options.overwrite = Overwrite::never;
    TargetWriter writer(options);
    const auto published = writer.publish(output, as_bytes("new"), status_of(input));
    REQUIRE_FALSE(published);
    CHECK(published.error().code == OutcomeClass::skipped_existing);
    CHECK(test::read_file(output) == "somebody else's");
}

TEST_CASE("a folder that cannot be made is a write error that names it") {
    const test::TempDir dir;
    const std::string input = dir.write("in.jpg", "input");
    dir.write("file", "in the way");
    TargetWriter writer({});
    const auto published = writer.publish(dir / "file/out.jpg", as_bytes("new"), status_of(input));
    REQUIRE_FALSE(published);
    CHECK(published.error().code == OutcomeClass::write_error);
    CHECK(published.error().errno_value == ENOTDIR);
}

} // namespace imgbatch
