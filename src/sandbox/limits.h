/// What a locked-in process may use of the machine.
#pragma once

#include <imgbatch/result.h>

#include "sandbox/rules.h"

namespace imgbatch {

/// Limits address space, open files and file sizes for good; leaves no core file behind; a file
/// that grows too large fails with EFBIG. Offers the process to the kernel's memory killer before
/// its parent. Errors (internal) with errno; that the memory killer cannot be told is none.
Expected<void> limit_resources(const SandboxRules& rules);

} // namespace imgbatch
