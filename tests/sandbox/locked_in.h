/// A forked child that is locked in before it does something.
#pragma once

#include "sandbox/lock_in.h"
#include "sandbox/machine.h"
#include "sandbox/sanitizer.h"
#include "support/child.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>

namespace imgbatch::test {

/// Whether these tests can be run here; tells why not, once in each case. Where the environment
/// says IMGBATCH_EXPECT_SANDBOX, that is a failure: so that nothing is skipped unseen.
inline bool sandbox_works() {
    const auto why_not = sanitizer_build ? std::optional<std::string>("this is a sanitizer's build")
                                         : why_no_sandbox(probe_sandbox());
    if (why_not) {
        MESSAGE("skipped: " << *why_not);
        CHECK(std::getenv("IMGBATCH_EXPECT_SANDBOX") == nullptr);
    }
    return !why_not;
}

constexpr int not_locked_in = 254;

/// in_child() for what is done after lock_in(rules).
inline int locked_in(const SandboxRules& rules, const std::function<int()>& body) {
    return in_child([&] { return lock_in(rules) ? body() : not_locked_in; });
}

inline SandboxRules rules_of(Sandbox level) {
    SandboxRules rules;
    rules.level = level;
    return rules;
}

} // namespace imgbatch::test
