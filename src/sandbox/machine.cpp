#include "sandbox/machine.h"

#include "sandbox/landlock.h"
#include "sandbox/sanitizer.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace imgbatch {
namespace {

/// 0, or why the kernel cannot do `action`.
int action_missing(std::uint32_t action) {
    return ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0U, &action) == 0 ? 0 : errno;
}

std::string reason_text(int reason) {
    return std::string(" (") + strerrordesc_np(reason) + ")";
}

} // namespace

SandboxMachine probe_sandbox() {
    SandboxMachine machine;
    const int abi = landlock_abi();
    machine.landlock_abi = abi > 0 ? abi : 0;
    machine.landlock_errno = abi > 0 ? 0 : -abi;
    machine.no_new_privs = ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0;
    for (const std::uint32_t action :
         std::array<std::uint32_t, 2>{SECCOMP_RET_ERRNO, SECCOMP_RET_KILL_PROCESS}) {
        if (const int reason = action_missing(action); reason != 0) {
            machine.seccomp_errno = reason;
        }
    }
    machine.seccomp_filter = machine.seccomp_errno == 0;
    return machine;
}

std::optional<std::string> why_no_sandbox(const SandboxMachine& machine) {
    if (!machine.no_new_privs) {
        return "the kernel has no way to renounce privileges";
    }
    if (machine.landlock_abi == 0) {
        return "the kernel offers no Landlock" + reason_text(machine.landlock_errno);
    }
    if (!machine.seccomp_filter) {
        return "the kernel offers no seccomp filter" + reason_text(machine.seccomp_errno);
    }
    return std::nullopt;
}

std::string to_text(const SandboxMachine& machine) {
    std::string text = machine.landlock_abi > 0
                           ? "Landlock ABI " + std::to_string(machine.landlock_abi)
                           : "no Landlock" + reason_text(machine.landlock_errno);
    text += machine.seccomp_filter ? ", seccomp filter"
                                   : ", no seccomp filter" + reason_text(machine.seccomp_errno);
    if constexpr (sanitizer_build) {
        text += "; sanitizer build: address space unlimited, system calls and reading let through";
    }
    return text;
}

} // namespace imgbatch
