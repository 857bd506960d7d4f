#include "sandbox/lock_in.h"

#include "base/try.h"
#include "sandbox/capabilities.h"
#include "sandbox/landlock.h"
#include "sandbox/limits.h"

#include <cerrno>

#include <sys/prctl.h>

namespace imgbatch {

Expected<void> lock_in(const SandboxRules& rules) {
    IMGBATCH_TRY(const auto filter, SyscallFilter::make(rules));
    return lock_in(rules, filter);
}

Expected<void> lock_in(const SandboxRules& rules, const SyscallFilter& filter) {
    // Each step needs what the next takes away.
    IMGBATCH_TRY(limit_resources(rules));
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return system_error(OutcomeClass::internal, Stage::worker, "cannot renounce privileges",
                            errno);
    }
    IMGBATCH_TRY(restrict_by_landlock(rules));
    IMGBATCH_TRY(drop_capabilities(rules));
    return filter.load();
}

} // namespace imgbatch
