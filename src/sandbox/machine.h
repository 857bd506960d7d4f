/// What this machine offers to lock a process in with.
#pragma once

#include <optional>
#include <string>

namespace imgbatch {

/// As the kernel answers; nothing is changed by asking.
struct SandboxMachine {
    int landlock_abi = 0;   ///< 1 or more; 0: there is no Landlock
    int landlock_errno = 0; ///< why there is none
    bool no_new_privs = false;
    bool seccomp_filter = false; ///< with the actions "fail" and "kill the process"
    int seccomp_errno = 0;       ///< why there is none
};

SandboxMachine probe_sandbox();

/// Why workers cannot be locked in on `machine`, in words for people; none where they can.
std::optional<std::string> why_no_sandbox(const SandboxMachine& machine);

/// "Landlock ABI 7, seccomp filter", and what a sanitizer's build leaves out.
std::string to_text(const SandboxMachine& machine);

} // namespace imgbatch
