/// Which system calls a locked-in process has left.
#pragma once

#include <imgbatch/result.h>

#include "sandbox/rules.h"

#include <cstdint>
#include <vector>

namespace imgbatch {

/// A filter as the kernel takes it, made once for many processes: making it costs milliseconds.
/// What is not listed fails with EPERM, so that libraries which try their luck go on; what only an
/// attacker calls kills the process. Immutable once made.
class SyscallFilter {
public:
    /// Errors (internal) with errno.
    static Expected<SyscallFilter> make(const SandboxRules& rules);

    /// Puts it in force for good; this process must have given up new privileges before. Errors
    /// (internal) with errno.
    [[nodiscard]] Expected<void> load() const;

private:
    std::vector<std::uint64_t> instructions_; ///< each a sock_filter
};

} // namespace imgbatch
