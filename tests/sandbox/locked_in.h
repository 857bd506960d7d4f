/// A forked child that is locked in before it does something.
#pragma once

#include "sandbox/lock_in.h"
#include "support/child.h"
#include "support/sandbox_works.h"

#include <functional>

namespace imgbatch::test {

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
