// What a locked-in worker needs still works.
#include "attempts.h"
#include "base/atomic_file.h"
#include "base/bytes.h"
#include "base/file_buffer.h"
#include "base/file_io.h"
#include "codec/avif/avif_encoder.h"
#include "codec/module/module_folders.h"
#include "locked_in.h"
#include "support/deadline.h"
#include "support/files_below.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <sys/prctl.h>
#include <sys/socket.h>

namespace imgbatch {
namespace {

using namespace test;
using namespace std::chrono_literals;

SandboxRules rules_for(const TempDir& dir) {
    SandboxRules rules;
    rules.readable = {dir / "in"};
    rules.writable = {dir / "out"};
    return rules;
}

/// 0, or what went wrong.
int publish(const std::string& target, Unborn unborn, const CommitSettings& settings) {
    auto file = AtomicFile::create(target, unborn);
    if (!file) {
        return file.error().errno_value;
    }
    if (!file->write(as_bytes("new"))) {
        return 1;
    }
    const auto done = file->commit(settings);
    return done ? 0 : done.error().errno_value;
}

} // namespace

TEST_CASE(
    "inputs are read, and outputs published in every way, below the folders that are allowed") {
    if (!sandbox_works()) {
        return;
    }
    const TempDir dir;
    dir.write("in/deep/photo.jpg", "a photograph");
    std::filesystem::create_directory(dir / "out");
    CommitSettings lasting;
    lasting.fsync = true;
    lasting.modified = timespec{1'000'000'000, 0};
    CommitSettings careful;
    careful.replace = Replace::no;
    const int code = locked_in(rules_for(dir), [&] {
        const auto input = open_regular(dir / "in/deep/photo.jpg");
        FileBuffer buffer;
        if (!input || !read_all(*input, 100, buffer) || buffer.size() != 12) {
            return 1;
        }
        if (!create_folders(dir / "out/a/b")) {
            return 2;
        }
        for (const Unborn unborn : {Unborn::named, Unborn::nameless}) {
            const std::string name = unborn == Unborn::named ? "named" : "nameless";
            const std::string target = dir / ("out/a/b/" + name);
            const bool made = publish(target, unborn, lasting) == 0;
            const bool replaced = publish(target, unborn, {}) == 0;
            const bool kept = publish(target, unborn, careful) == EEXIST;
            if (!made || !replaced || !kept) {
                return (unborn == Unborn::named ? 10 : 20) + made + 2 * replaced + 4 * kept;
            }
        }
        return 0;
    });
    CHECK(code == 0);
    CHECK(files_below(dir / "out").size() == 2);
}

TEST_CASE("a folder is found through a symlink, and by a relative name") {
    if (!sandbox_works()) {
        return;
    }
    const TempDir dir;
    const std::string photo = dir.write("real/photo.jpg", "a photograph");
    std::filesystem::create_directory_symlink(dir / "real", dir / "in");
    const int code = in_child([&] {
        SandboxRules rules;
        rules.readable = {"in"};
        if (::chdir(dir.path().c_str()) != 0 || !lock_in(rules)) {
            return 1;
        }
        return try_read("in/photo.jpg") == 0 && try_read(photo) == 0 ? 0 : 2;
    });
    CHECK(code == 0);
}

TEST_CASE("a single file can be allowed, and what is missing is passed over") {
    if (!sandbox_works()) {
        return;
    }
    const TempDir dir;
    SandboxRules rules;
    rules.readable = {dir.write("in/a.jpg", "a"), dir / "in/missing"};
    dir.write("in/b.jpg", "b");
    CHECK(locked_in(rules, [&] { return try_read(dir / "in/a.jpg"); }) == 0);
    CHECK(locked_in(rules, [&] { return try_read(dir / "in/b.jpg"); }) == EACCES);
}

TEST_CASE("temporaries of the dead are swept, those of the living are not") {
    if (!sandbox_works()) {
        return;
    }
    const TempDir dir;
    std::filesystem::create_directory(dir / "out");
    const auto alive = AtomicFile::create(dir / "out/alive");
    REQUIRE(alive);
    REQUIRE(in_child([&]() -> int {
                const auto file = AtomicFile::create(dir / "out/dead");
                ::_exit(file ? 0 : 1);
            }) == 0);
    const int swept = locked_in(
        rules_for(dir), [&] { return static_cast<int>(sweep_stale_temporaries(dir / "out")); });
    CHECK(swept == 1);
    CHECK(files_below(dir / "out").size() == 1);
}

TEST_CASE("a codec module is loaded after locking in, where its folders can be read") {
    if (!sandbox_works()) {
        return;
    }
    SandboxRules rules;
    rules.readable = module_files();
    for (const char* folder : {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"}) {
        rules.readable.emplace_back(folder);
    }
    rules.readable.emplace_back("/etc/ld.so.cache");
    CHECK(locked_in(rules, [] { return check_avif_module() ? 0 : 1; }) == 0);
    CHECK(locked_in(rules_of(Sandbox::on), [] { return check_avif_module() ? 0 : 1; }) == 1);
}

TEST_CASE("strict computes, and works with the descriptors that it has") {
    if (!sandbox_works()) {
        return;
    }
    const TempDir dir;
    const std::string photo = dir.write("photo.jpg", "a photograph");
    const std::string result = dir.write("result", "");
    const Fd in(::open(photo.c_str(), O_RDONLY | O_CLOEXEC));
    const Fd out(::open(result.c_str(), O_WRONLY | O_CLOEXEC));
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) == 0);
    REQUIRE(::write(pair[0], "go", 2) == 2);
    const int code = locked_in(rules_of(Sandbox::strict), [&] {
        std::array<char, 64> text{};
        struct stat status {};
        if (::recv(pair[1], text.data(), text.size(), 0) != 2 || ::send(pair[1], "ok", 2, 0) != 2) {
            return 1;
        }
        if (::fstat(in.get(), &status) != 0 || status.st_size != 12 ||
            ::pread(in.get(), text.data(), text.size(), 2) != 10) {
            return 2;
        }
        if (::write(out.get(), text.data(), 10) != 10 || ::ftruncate(out.get(), 10) != 0) {
            return 3;
        }
        const std::vector<char> large(std::size_t{40} << 20, 'x');
        return large.back() == 'x' ? 0 : 4;
    });
    CHECK(code == 0);
    CHECK(read_file(result) == "photograph");
    ::close(pair[0]);
    ::close(pair[1]);
}

TEST_CASE("a locked-in process can still abort and crash") {
    if (!sandbox_works()) {
        return;
    }
    for (const Sandbox level : {Sandbox::on, Sandbox::strict}) {
        CHECK(locked_in(rules_of(level), []() -> int {
                  ::signal(SIGABRT, SIG_DFL); // not the test program's report
                  std::abort();
              }) == -SIGABRT);
        CHECK(locked_in(rules_of(level), []() -> int {
                  ::signal(SIGSEGV, SIG_DFL);
                  *static_cast<volatile int*>(nullptr) = 1; // NOLINT: on purpose
                  return 0;
              }) == -SIGSEGV);
    }
}

TEST_CASE("a locked-in process still dies with its parent") {
    if (!sandbox_works()) {
        return;
    }
    const Deadline deadline(20s);
    std::array<int, 2> pipe{};
    REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    // The parent dies once its child is locked in; the pipe ends when the child does.
    const int code = in_child([&]() -> int {
        const pid_t child = ::fork();
        if (child == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            const bool locked = lock_in(rules_of(Sandbox::on)).has_value();
            [[maybe_unused]] const auto told = ::write(pipe[1], locked ? "y" : "n", 1);
            for (;;) {
                ::sleep(1);
            }
        }
        char locked = 'n';
        return ::read(pipe[0], &locked, 1) == 1 && locked == 'y' ? 0 : 1;
    });
    CHECK(code == 0);
    ::close(pipe[1]);
    char more = 0;
    CHECK(::read(pipe[0], &more, 1) == 0);
    ::close(pipe[0]);
}

} // namespace imgbatch
