/// Locks a process in, for good.
#pragma once

#include <imgbatch/result.h>

#include "sandbox/rules.h"
#include "sandbox/syscall_filter.h"

namespace imgbatch {

/// To be called once, in a forked process that has one thread; its open descriptors stay usable.
/// From then on system calls that are not needed fail with EPERM, some that no decoder has any
/// business with kill the process (SIGSYS), and no other program can be started. After an error
/// (internal, with errno) the process is restricted in part and should end. `filter` is that of
/// `rules`.
Expected<void> lock_in(const SandboxRules& rules, const SyscallFilter& filter);

/// The same, with a filter made for this one process.
Expected<void> lock_in(const SandboxRules& rules);

} // namespace imgbatch
