/// Who is to blame when a worker is gone: pure rules, no processes.
#pragma once

#include <imgbatch/task.h>

#include "exec/child_process.h"

#include <string>

namespace imgbatch {

/// Why a worker's life ended.
struct Death {
    enum class Cause {
        its_own,  ///< it died or left unasked; `status` says how
        timeout,  ///< killed by us: a task took too long, or the worker fell silent
        protocol, ///< killed by us: it said what makes no sense; `detail` says what
    };
    Cause cause = Cause::its_own;
    ExitStatus status;
    std::string detail;
};

/// The result of the task that was running, begun `attempts` times and not to be begun again:
/// `timeout`; `killed` after a SIGKILL that was not ours (a user, or the kernel short of memory);
/// `crashed` for all else.
TaskResult blamed_result(std::uint64_t index, unsigned attempts, const Death& death);

/// For people: "died of SIGSEGV", "left with exit code 3", "took too long", …
std::string describe(const Death& death);

} // namespace imgbatch
