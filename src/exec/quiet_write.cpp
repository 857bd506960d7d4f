#include "exec/quiet_write.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

namespace imgbatch {
namespace {

bool is_pending(int number) {
    sigset_t pending;
    ::sigemptyset(&pending);
    return ::sigpending(&pending) == 0 && ::sigismember(&pending, number) == 1;
}

} // namespace

ssize_t write_quietly(int fd, std::string_view bytes) noexcept {
    sigset_t only_pipe;
    ::sigemptyset(&only_pipe);
    ::sigaddset(&only_pipe, SIGPIPE);
    sigset_t before;
    ::sigemptyset(&before);
    ::pthread_sigmask(SIG_BLOCK, &only_pipe, &before);
    // One that the host has blocked and not taken yet is the host's.
    const bool hosts_own = ::sigismember(&before, SIGPIPE) == 1 && is_pending(SIGPIPE);

    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    const int reason = errno;
    if (written < 0 && reason == EPIPE && !hosts_own) {
        const timespec at_once{0, 0};
        ::sigtimedwait(&only_pipe, nullptr, &at_once);
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = reason;
    return written;
}

} // namespace imgbatch
