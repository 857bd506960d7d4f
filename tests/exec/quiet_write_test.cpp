#include "exec/channels.h"
#include "exec/quiet_write.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <cerrno>

using namespace imgbatch;

namespace {

bool pipe_signal_waits() {
    sigset_t pending;
    ::sigemptyset(&pending);
    ::sigpending(&pending);
    return ::sigismember(&pending, SIGPIPE) == 1;
}

Fd pipe_without_reader() {
    auto pipe = make_pipe();
    REQUIRE(pipe.has_value());
    return std::move(pipe->write_end);
}

} // namespace

TEST_CASE("a pipe without a reader is an error, not a signal") {
    const Fd pipe = pipe_without_reader();
    CHECK(write_quietly(pipe.get(), "x") ==
          -1); // with SIGPIPE at its default this would be the end
    CHECK(errno == EPIPE);
    CHECK_FALSE(pipe_signal_waits());
}

TEST_CASE("a signal that the host has blocked and not taken stays for it to take") {
    sigset_t blocked;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGPIPE);
    sigset_t before;
    REQUIRE(::pthread_sigmask(SIG_BLOCK, &blocked, &before) == 0);
    const Fd pipe = pipe_without_reader();
    CHECK(write_quietly(pipe.get(), "x") == -1);
    CHECK_FALSE(pipe_signal_waits());
    ::raise(SIGPIPE);
    CHECK(write_quietly(pipe.get(), "x") == -1);
    CHECK(pipe_signal_waits());
    const timespec at_once{0, 0};
    CHECK(::sigtimedwait(&blocked, nullptr, &at_once) == SIGPIPE);
    REQUIRE(::pthread_sigmask(SIG_SETMASK, &before, nullptr) == 0);
}

TEST_CASE("what a pipe takes is written") {
    auto pipe = make_pipe();
    REQUIRE(pipe.has_value());
    CHECK(write_quietly(pipe->write_end.get(), "abc") == 3);
}
