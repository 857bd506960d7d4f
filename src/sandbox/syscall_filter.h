/// Which system calls a locked-in process has left.
#pragma once

#include <imgbatch/result.h>

#include "sandbox/rules.h"

namespace imgbatch {

/// Loads the filter of `rules` for good; the process must have given up new privileges before.
/// What is not listed fails with EPERM, so that libraries which try their luck go on; what only an
/// attacker calls kills the process. Errors (internal) with errno.
Expected<void> filter_syscalls(const SandboxRules& rules);

} // namespace imgbatch
