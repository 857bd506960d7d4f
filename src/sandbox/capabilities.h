/// Root's powers, and which of them a locked-in process keeps.
#pragma once

#include <imgbatch/result.h>

#include "sandbox/rules.h"

namespace imgbatch {

/// Gives up, for good, every capability that reading and writing files does not take; `strict`
/// gives up those too. What remains is what a disk that is nearly full keeps for root. Changes
/// nothing for a process that has none. Errors (internal) with errno.
Expected<void> drop_capabilities(const SandboxRules& rules);

} // namespace imgbatch
