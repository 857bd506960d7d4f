#include "exec/child_process.h"

#include "base/try.h"
#include "exec/channels.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace imgbatch {
namespace {

Error no_process(std::string_view what, int reason) {
    return system_error(OutcomeClass::internal, Stage::worker, what, reason);
}

// The C library's own wrappers came late (2.36), and there without C linkage in C++.
int open_pidfd(pid_t pid) {
    return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

void kill_by_pidfd(int pidfd) {
    ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
}

/// waitid() as the kernel has it: the C library's keeps the last argument, what was used, to
/// itself.
long wait_for_exit(idtype_t kind, int id, siginfo_t& info, rusage& used) {
    return ::syscall(SYS_waitid, kind, id, &info, WEXITED, &used);
}

std::chrono::microseconds duration_of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

/// All signals blocked while it lives, so that no handler of the parent runs in the child.
class AllSignalsBlocked {
public:
    AllSignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
    ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

void set_signals_of_child() {
    struct sigaction action {};
    for (int number = 1; number < NSIG; ++number) {
        // A file that may not grow further is an error to the writer, as a full disk is.
        const bool ignored = number == SIGINT || number == SIGHUP || number == SIGTERM ||
                             number == SIGPIPE || number == SIGXFSZ;
        action.sa_handler = ignored ? SIG_IGN : SIG_DFL;
        ::sigaction(number, &action, nullptr); // fails for KILL, STOP and libc's own: so be it
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

/// What libraries print must never reach the program's own output, nor stop a worker whose reader
/// is busy.
bool silence_standard_streams() {
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) {
        return false;
    }
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (null != fd && ::dup2(null, fd) < 0) {
            return false;
        }
    }
    if (null > STDERR_FILENO) {
        ::close(null);
    }
    return true;
}

[[noreturn]] void be_child(pid_t parent, const ChildProcess::Body& body, ChildEnds ends,
                           const std::vector<int>& close_first) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have died before that call.
    if (::getppid() != parent) {
        ::_exit(EXIT_FAILURE);
    }
    set_signals_of_child();
    for (const int fd : close_first) {
        ::close(fd);
    }
    if (!silence_standard_streams()) {
        ::_exit(EXIT_FAILURE);
    }
    try {
        body(std::move(ends));
    } catch (...) {
        // An exception must not unwind into the parent's code, of which this is a copy.
        ::_exit(EXIT_FAILURE);
    }
    // No exit handlers, no destructors: those are the parent's to run.
    ::_exit(EXIT_SUCCESS);
}

} // namespace

Expected<ChildProcess> ChildProcess::start(const Body& body, const std::vector<int>& close_in_child,
                                           WithSocket with_socket) {
    IMGBATCH_TRY(Pipe down, make_pipe());
    IMGBATCH_TRY(Pipe up, make_pipe());
    SocketPair sockets;
    if (with_socket == WithSocket::yes) {
        IMGBATCH_TRY(sockets, make_socket_pair());
    }
    ::fcntl(down.write_end.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(up.read_end.get(), F_SETFL, O_NONBLOCK);
    std::fflush(nullptr); // what is buffered now would be in both processes

    const pid_t parent = ::getpid();
    pid_t pid = -1;
    {
        const AllSignalsBlocked guard;
        pid = ::fork();
        if (pid == 0) {
            down.write_end.reset();
            up.read_end.reset();
            sockets.here.reset();
            be_child(parent, body,
                     {std::move(down.read_end), std::move(up.write_end), std::move(sockets.there)},
                     close_in_child);
        }
        if (pid < 0) {
            return no_process("cannot start a process", errno);
        }
    }
    Fd pidfd(open_pidfd(pid));
    const int reason = errno;
    ChildProcess child(pid, std::move(pidfd), std::move(down.write_end), std::move(up.read_end),
                       std::move(sockets.here));
    if (child.pidfd() < 0) {
        return no_process("cannot watch a process", reason);
    }
    return child;
}

ChildProcess::ChildProcess(pid_t pid, Fd pidfd, Fd to_child, Fd from_child, Fd socket)
    : pid_(pid), pidfd_(std::move(pidfd)), to_child_(std::move(to_child)),
      from_child_(std::move(from_child)), socket_(std::move(socket)) {
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)),
      to_child_(std::move(other.to_child_)), from_child_(std::move(other.from_child_)),
      socket_(std::move(other.socket_)) {
}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) {
        kill();
        reap();
    }
}

std::vector<int> ChildProcess::descriptors() const {
    std::vector<int> all{pidfd_.get(), from_child_.get()};
    if (to_child_) {
        all.push_back(to_child_.get());
    }
    if (socket_) {
        all.push_back(socket_.get());
    }
    return all;
}

void ChildProcess::kill() noexcept {
    if (pidfd_) {
        kill_by_pidfd(pidfd_.get());
    } else if (pid_ > 0) {
        ::kill(pid_, SIGKILL); // not reaped, so the number is still this child's
    }
}

ExitStatus ChildProcess::reap() noexcept {
    siginfo_t info{};
    rusage used{};
    long result = 0;
    do {
        result = pidfd_ ? wait_for_exit(P_PIDFD, pidfd_.get(), info, used)
                        : wait_for_exit(P_PID, pid_, info, used);
    } while (result < 0 && errno == EINTR);
    pid_ = -1;
    ExitStatus status;
    if (result < 0) {
        status.known = false; // SIGCHLD is ignored: the kernel has thrown the status away
    } else if (info.si_code == CLD_EXITED) {
        status.exit_code = info.si_status;
    } else {
        status.signal = info.si_status;
    }
    status.cpu = duration_of(used.ru_utime) + duration_of(used.ru_stime);
    return status;
}

} // namespace imgbatch
