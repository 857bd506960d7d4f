// What a locked-in process tries and does not get, at each level.
#include "attempts.h"
#include "locked_in.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include <sys/socket.h>

namespace imgbatch {
namespace {

using namespace test;

constexpr int killed = -SIGSYS; // as locked_in() tells it

struct Attempt {
    std::string name;
    std::function<int()> act;
    int on;     ///< errno, or `killed`
    int strict; ///< the same
};

void check(const std::vector<Attempt>& attempts, const SandboxRules& on) {
    for (const Attempt& attempt : attempts) {
        CAPTURE(attempt.name);
        CHECK(locked_in(on, attempt.act) == attempt.on);
        CHECK(locked_in(rules_of(Sandbox::strict), attempt.act) == attempt.strict);
    }
}

/// A folder to read, one to write, and one that is none of a worker's business.
struct Places {
    TempDir dir;
    std::string photo = dir.write("in/photo.jpg", "a photograph");
    std::string result = dir.write("out/result.jpg", "another image's result");
    std::string secret = dir.write("other/secret", "a secret");

    [[nodiscard]] SandboxRules rules() const {
        SandboxRules rules;
        rules.readable = {dir / "in"};
        rules.writable = {dir / "out"};
        return rules;
    }
};

} // namespace

TEST_CASE("files outside can neither be read nor listed") {
    if (!sandbox_works()) {
        return;
    }
    const Places places;
    check({{"password file", [] { return try_read("/etc/passwd"); }, EACCES, EPERM},
           {"a secret", [&] { return try_read(places.secret); }, EACCES, EPERM},
           {"its folder", [&] { return try_list(places.dir / "other"); }, EACCES, EPERM},
           {"the root", [&] { return try_list("/"); }, EACCES, EPERM},
           {"processes", [&] { return try_read("/proc/1/environ"); }, EACCES, EPERM},
           {"up and over", [&] { return try_read(places.dir / "in/../other/secret"); }, EACCES,
            EPERM},
           // In strict, not even its own input and output.
           {"an input", [&] { return try_read(places.photo); }, 0, EPERM},
           {"whether a file is there", [&] { return try_stat(places.secret); }, 0, EPERM}},
          places.rules());
}

TEST_CASE("nothing outside the output folder can be written, made, removed or moved") {
    if (!sandbox_works()) {
        return;
    }
    const Places places;
    const std::string outside = places.dir / "other/new";
    const std::string inside = places.dir / "out/new";
    const auto& secret = places.secret;
    check({{"make", [&] { return try_write(outside); }, EACCES, EPERM},
           {"overwrite", [&] { return try_write(secret); }, EACCES, EPERM},
           {"an input", [&] { return try_write(places.photo); }, EACCES, EPERM},
           {"beside an input", [&] { return try_write(places.dir / "in/new"); }, EACCES, EPERM},
           {"truncate", [&] { return try_truncate(secret); }, EPERM, EPERM},
           {"truncate by name", [&] { return try_truncate_by_name(secret); }, EPERM, EPERM},
           {"remove", [&] { return try_remove(secret); }, EACCES, EPERM},
           {"move in", [&] { return try_rename(secret, inside); }, EACCES, EPERM},
           {"move out", [&] { return try_rename(places.result, outside); }, EACCES, EPERM},
           {"link in", [&] { return try_link(secret, inside); }, EXDEV, EPERM},
           {"link out", [&] { return try_link(places.result, outside); }, EACCES, EPERM},
           {"a symlink", [&] { return try_symlink(inside); }, EPERM, EPERM},
           {"a FIFO", [&] { return try_fifo(inside); }, EPERM, EPERM},
           {"another user's program", [&] { return try_setuid_file(inside); }, EPERM, EPERM},
           // Below the output folder `on` trusts its workers; strict does not.
           {"another image's result", [&] { return try_write(places.result); }, 0, EPERM},
           {"and reads it", [&] { return try_read(places.result); }, EACCES, EPERM}},
          places.rules());
    CHECK(read_file(secret) == "a secret");
    CHECK(read_file(places.photo) == "a photograph");
}

TEST_CASE("nobody can be spoken to over a network") {
    if (!sandbox_works()) {
        return;
    }
    const int inherited = ::socket(AF_INET, SOCK_STREAM, 0);
    check({{"internet", [] { return try_socket(AF_INET); }, EPERM, EPERM},
           {"internet, version 6", [] { return try_socket(AF_INET6); }, EPERM, EPERM},
           {"this machine", [] { return try_socket(AF_UNIX); }, EPERM, EPERM},
           {"the kernel", [] { return try_socket(AF_NETLINK); }, EPERM, EPERM},
           {"a socket at hand", [&] { return try_connect(inherited); }, EPERM, EPERM}},
          rules_of(Sandbox::on));
    ::close(inherited);
}

TEST_CASE("no program, no process and no thread can be started") {
    if (!sandbox_works()) {
        return;
    }
    check({{"exec", [] { return try_exec(); }, killed, killed},
           {"fork", [] { return try_fork(); }, EPERM, EPERM},
           {"vfork", [] { return try_vfork(); }, EPERM, EPERM},
           {"clone3", [] { return try_clone3(); }, ENOSYS, ENOSYS},
           {"thread", [] { return try_thread(); }, EPERM, EPERM}},
          rules_of(Sandbox::on));
}

TEST_CASE("the parent can neither be traced, read nor signalled") {
    if (!sandbox_works()) {
        return;
    }
    check({{"ptrace", [] { return try_ptrace_parent(); }, killed, killed},
           {"memory", [] { return try_read_parent_memory(); }, killed, killed},
           {"kill", [] { return try_kill_parent(); }, EPERM, EPERM},
           {"tgkill", [] { return try_kill_parent_as_thread(); }, EPERM, EPERM},
           // Newer Landlock keeps signals in; the filter lets none out, on any kernel.
           {"a signal to anybody", [] { return try_signal_itself(); }, EPERM, EPERM}},
          rules_of(Sandbox::on));
}

TEST_CASE("the system cannot be touched, nor a limit be lifted") {
    if (!sandbox_works()) {
        return;
    }
    check({{"mount", [] { return try_mount(); }, killed, killed},
           {"bpf", [] { return try_bpf(); }, killed, killed},
           {"io_uring", [] { return try_io_uring(); }, killed, killed},
           {"keyring", [] { return try_keyring(); }, killed, killed},
           {"namespace", [] { return try_namespace(); }, killed, killed},
           {"chroot", [] { return try_change_root(); }, killed, killed},
           {"limits", [] { return try_raise_limit(); }, EPERM, EPERM}},
          rules_of(Sandbox::on));
}

TEST_CASE(
    "memory is never writable and code at once, and in strict no new code can be had at all") {
    if (!sandbox_works()) {
        return;
    }
    check({{"both at once", [] { return try_map_writable_code(); }, EPERM, EPERM},
           {"one after the other", [] { return try_make_memory_code(); }, 0, EPERM}},
          rules_of(Sandbox::on));
}

TEST_CASE("all that is forbidden here works for a process that is not locked in") {
    const Places places;
    const auto free = [](const std::function<int()>& act) { return in_child(act); };
    CHECK(free([] { return try_read("/etc/passwd"); }) == 0);
    CHECK(free([&] { return try_write(places.dir / "other/new"); }) == 0);
    CHECK(free([] { return try_socket(AF_INET); }) == 0);
    CHECK(free([] { return try_socket(AF_UNIX); }) == 0);
    CHECK(free([] { return try_exec(); }) == 0);
    CHECK(free([] { return try_fork(); }) == 0);
    CHECK(free([] { return try_thread(); }) == 0);
    CHECK(free([] { return try_kill_parent(); }) == 0);
    CHECK(free([] { return try_kill_parent_as_thread(); }) == 0);
    CHECK(free([] { return try_signal_itself(); }) == 0);
    CHECK(free([] { return try_map_writable_code(); }) == 0);
    CHECK(free([&] { return try_setuid_file(places.dir / "other/new"); }) == 0);
}

} // namespace imgbatch
