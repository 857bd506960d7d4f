/// A forked child for what must not happen to the test program itself.
#pragma once

#include <functional>

#include <sys/types.h>

namespace imgbatch::test {

/// Runs `body` in a forked child, which leaves by _exit with what `body` returns (0 to 255) and is
/// killed after 20 s. Returns that exit code, or minus the signal that ended the child.
int in_child(const std::function<int()>& body);

/// The same, with the child's pid, which is free for the system to give away again.
int in_child(const std::function<int()>& body, pid_t& pid);

} // namespace imgbatch::test
