/// Files, TCP, signals and abstract sockets by Landlock, whose kernel headers may be older than the
/// kernel.
#pragma once

#include <imgbatch/result.h>

#include "sandbox/rules.h"

namespace imgbatch {

/// The kernel's version of Landlock, at least 1; or minus the errno that says why there is none.
int landlock_abi();

/// Restricts this process for good to what `rules` allow, as far as this kernel's version of
/// Landlock reaches; it must have given up new privileges before. For a process with one thread.
/// Errors (internal) with errno.
Expected<void> restrict_by_landlock(const SandboxRules& rules);

} // namespace imgbatch
