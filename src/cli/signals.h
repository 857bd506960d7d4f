/// Ctrl-C and its kin: the first asks for an orderly stop, the second ends the program at once.
#pragma once

#include <imgbatch/stop_flag.h>

#include <array>
#include <csignal>

namespace imgbatch::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP request the flag's stop, and SIGPIPE is ignored so
/// that a closed pipe is an error to clean up after. One at a time in a process; the flag must
/// outlive it. Restores what was set before.
class SignalGuard {
public:
    explicit SignalGuard(StopFlag& flag);
    SignalGuard(const SignalGuard&) = delete;
    SignalGuard& operator=(const SignalGuard&) = delete;
    ~SignalGuard();

    /// The first of these signals that came; 0 if none did.
    [[nodiscard]] static int received();

private:
    std::array<struct sigaction, 4> previous_{};
};

/// Ends the process the way `signal` ends one that does not handle it, so that a shell sees the
/// truth. Flush what has to be flushed before.
[[noreturn]] void die_of(int signal);

} // namespace imgbatch::cli
