// What is said of this machine.
#include "sandbox/machine.h"

#include <doctest/doctest.h>

#include <cerrno>

namespace imgbatch {
namespace {

SandboxMachine able() {
    SandboxMachine machine;
    machine.landlock_abi = 3;
    machine.no_new_privs = true;
    machine.seccomp_filter = true;
    return machine;
}

} // namespace

TEST_CASE("a machine that has all it takes can lock workers in") {
    CHECK_FALSE(why_no_sandbox(able()));
    CHECK(to_text(able()).starts_with("Landlock ABI 3, seccomp filter"));
}

TEST_CASE("what a machine lacks is named, with the kernel's reason") {
    SandboxMachine machine = able();
    machine.landlock_abi = 0;
    machine.landlock_errno = EOPNOTSUPP;
    CHECK(why_no_sandbox(machine) == "the kernel offers no Landlock (Operation not supported)");
    CHECK(to_text(machine).starts_with("no Landlock (Operation not supported), seccomp filter"));

    machine = able();
    machine.seccomp_filter = false;
    machine.seccomp_errno = ENOSYS;
    CHECK(why_no_sandbox(machine) ==
          "the kernel offers no seccomp filter (Function not implemented)");

    machine = able();
    machine.no_new_privs = false;
    CHECK(why_no_sandbox(machine) == "the kernel has no way to renounce privileges");
}

TEST_CASE("asking changes nothing") {
    const SandboxMachine first = probe_sandbox();
    const SandboxMachine second = probe_sandbox();
    CHECK(first.landlock_abi == second.landlock_abi);
    CHECK(first.seccomp_filter == second.seccomp_filter);
}

} // namespace imgbatch
