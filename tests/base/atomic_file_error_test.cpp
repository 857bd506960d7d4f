#include "base/atomic_file.h"
#include "base/bytes.h"
#include "support/child.h"
#include "support/skip.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace imgbatch {
namespace {

using test::read_file;
using test::TempDir;

constexpr int cannot_filter = 42;

/// From now on the system call `number` fails with EIO in this process where its first argument is
/// `descriptor`, as on a disk that is dying. False where no filter can be had.
bool fail_call(long number, int descriptor) {
    std::array<sock_filter, 6> program{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(descriptor), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/// The descriptor that the next open() will give.
int next_descriptor() {
    const int fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(fd);
    return fd;
}

/// Commits to `target` while `number` fails for the new file; 0 where that is a write error.
int commit_against(long number, const std::string& target, Unborn unborn) {
    return test::in_child([&]() -> int {
        const int descriptor = next_descriptor();
        auto file = AtomicFile::create(target, unborn);
        if (!file || !file->write(as_bytes("new"))) {
            return 2;
        }
        if (!fail_call(number, descriptor)) {
            return cannot_filter;
        }
        CommitSettings settings;
        settings.fsync = true;
        const auto done = file->commit(settings);
        return !done && done.error().code == OutcomeClass::write_error &&
                       done.error().errno_value == EIO
                   ? 0
                   : 1;
    });
}

void check_write_error(long number, Unborn unborn, bool target_exists) {
    const TempDir dir;
    if (!AtomicFile::create(dir / "probe", unborn)) {
        test::skip("this file system has no nameless files");
        return;
    }
    const std::string target = dir / "a";
    if (target_exists) {
        dir.write("a", "old");
    }
    const int code = commit_against(number, target, unborn);
    if (code == cannot_filter) {
        test::skip("no system call can be made to fail here");
        return;
    }
    CHECK(code == 0);
    if (target_exists) {
        CHECK(read_file(target) == "old");
        std::filesystem::remove(target);
    }
    CHECK(std::filesystem::is_empty(dir.path()));
}

void check_write_errors(long number) {
    for (const Unborn unborn : {Unborn::named, Unborn::nameless}) {
        for (const bool target_exists : {false, true}) {
            CAPTURE(unborn == Unborn::named);
            CAPTURE(target_exists);
            check_write_error(number, unborn, target_exists);
        }
    }
}

} // namespace

TEST_CASE("an error of close is a write error, and no output is there that was not before") {
    check_write_errors(SYS_close);
}

TEST_CASE("an error of fsync is a write error, and no output is there that was not before") {
    check_write_errors(SYS_fsync);
}

} // namespace imgbatch
