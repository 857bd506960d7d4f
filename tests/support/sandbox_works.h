/// Whether workers can be locked in here.
#pragma once

#include "sandbox/machine.h"
#include "sandbox/sanitizer.h"
#include "support/skip.h"

#include <optional>
#include <string>

namespace imgbatch::test {

/// Where not, the case in hand is skipped, and says so.
inline bool sandbox_works() {
    const auto why_not = sanitizer_build ? std::optional<std::string>("this is a sanitizer's build")
                                         : why_no_sandbox(probe_sandbox());
    if (why_not) {
        skip(*why_not);
    }
    return !why_not;
}

} // namespace imgbatch::test
