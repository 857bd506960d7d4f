/// One forked child with two pipes, and a socket where it is asked for, owned: when the owner goes,
/// the child is dead and reaped.
#pragma once

#include <imgbatch/result.h>

#include "base/fd.h"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include <sys/types.h>

namespace imgbatch {

/// How a child ended.
struct ExitStatus {
    bool known = true; ///< false where the host process has its children reaped by the kernel
    int signal = 0;    ///< that killed it; 0: it left by itself
    int exit_code = 0;
    std::chrono::microseconds cpu{0}; ///< user and system, its own reaped children included

    [[nodiscard]] bool clean() const { return known && signal == 0 && exit_code == 0; }
};

/// What the child's side of the pipes is for its body.
struct ChildEnds {
    Fd in;     ///< to read, blocking
    Fd out;    ///< to write, blocking
    Fd socket; ///< blocking; none unless asked for
};

/// Whether a child has a socket beside its pipes, over which files can be handed to it.
enum class WithSocket { no, yes };

/// Parent's side of one child. Not for a process with threads: the child goes on with all the code
/// of its parent after fork(). Never waits for, nor hears of, any child but its own.
class ChildProcess {
public:
    using Body = std::function<void(ChildEnds)>;

    /// Forks. The child runs `body` and leaves with _exit(0); it dies with the thread that forked
    /// it; it ignores INT, HUP, TERM (they reach a whole terminal or service: the parent decides)
    /// and PIPE, has all other signals at their default and none blocked, has /dev/null for stdin,
    /// stdout and stderr, and has `close_in_child` closed, the parent's descriptors of other
    /// children, or their pipes would never come to an end.
    /// Errors (internal, with errno): no process or no descriptor to be had.
    static Expected<ChildProcess> start(const Body& body, const std::vector<int>& close_in_child,
                                        WithSocket with_socket = WithSocket::no);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    /// Kills with SIGKILL and reaps if that has not happened.
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Readable once the child has ended.
    [[nodiscard]] int pidfd() const { return pidfd_.get(); }
    /// Nonblocking; -1 once closed.
    [[nodiscard]] int to_child() const { return to_child_.get(); }
    /// Nonblocking.
    [[nodiscard]] int from_child() const { return from_child_.get(); }
    /// Nonblocking; -1 where there is none.
    [[nodiscard]] int socket() const { return socket_.get(); }
    /// The descriptors that no other child may hold.
    [[nodiscard]] std::vector<int> descriptors() const;

    /// The child reads end of file.
    void close_to_child() { to_child_.reset(); }

    /// SIGKILL; harmless when it is dead.
    void kill() noexcept;

    /// Waits for the end, which kill() or pidfd() has made near. Once only.
    ExitStatus reap() noexcept;

private:
    ChildProcess(pid_t pid, Fd pidfd, Fd to_child, Fd from_child, Fd socket);

    pid_t pid_;
    Fd pidfd_;
    Fd to_child_;
    Fd from_child_;
    Fd socket_;
};

} // namespace imgbatch
