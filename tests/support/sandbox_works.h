/// Whether workers can be locked in here.
#pragma once

#include "sandbox/machine.h"
#include "sandbox/sanitizer.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace imgbatch::test {

/// Tells why not, in each case that asks. Where the environment says IMGBATCH_EXPECT_SANDBOX, that
/// fails the case: so that nothing is skipped unseen.
inline bool sandbox_works() {
    const auto why_not = sanitizer_build ? std::optional<std::string>("this is a sanitizer's build")
                                         : why_no_sandbox(probe_sandbox());
    if (why_not) {
        MESSAGE("skipped: " << *why_not);
        CHECK(std::getenv("IMGBATCH_EXPECT_SANDBOX") == nullptr);
    }
    return !why_not;
}

} // namespace imgbatch::test
