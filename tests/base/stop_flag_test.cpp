#include <imgbatch/stop_flag.h>

#include "support/deadline.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <cerrno>
#include <csignal>
#include <thread>
#include <utility>

namespace imgbatch {
namespace {

using namespace std::chrono_literals;

/// What poll says of the flag's descriptor within `timeout_ms`.
bool readable(const StopFlag& flag, int timeout_ms = 0) {
    pollfd entry{flag.wait_fd(), POLLIN, 0};
    int ready = 0;
    do {
        ready = ::poll(&entry, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    return ready == 1 && (entry.revents & POLLIN) != 0;
}

StopFlag* flag_of_handler = nullptr;
int errno_after_request = 0;

void handle_signal(int /*number*/) {
    errno = EDOM;
    flag_of_handler->request();
    errno_after_request = errno;
}

} // namespace

TEST_CASE("a new flag asks for nothing") {
    const auto flag = StopFlag::create();
    REQUIRE(flag);
    CHECK_FALSE(flag->requested());
    CHECK_FALSE(readable(*flag));
}

TEST_CASE("a request is seen by looking and by waiting, and stays") {
    auto flag = StopFlag::create();
    REQUIRE(flag);
    flag->request();
    CHECK(flag->requested());
    CHECK(readable(*flag));
    CHECK(readable(*flag));
    for (int i = 0; i < 1000; ++i) {
        flag->request();
    }
    CHECK(flag->requested());
    CHECK(readable(*flag));
}

TEST_CASE("a signal handler may ask, and errno is as it was") {
    auto flag = StopFlag::create();
    REQUIRE(flag);
    flag_of_handler = &*flag;
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = handle_signal;
    REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
    std::raise(SIGUSR1);
    ::sigaction(SIGUSR1, &before, nullptr);
    CHECK(flag->requested());
    CHECK(readable(*flag));
    CHECK(errno_after_request == EDOM);
}

TEST_CASE("a request from another thread ends a wait") {
    const test::Deadline deadline(20s);
    auto flag = StopFlag::create();
    REQUIRE(flag);
    std::thread other([&] { flag->request(); });
    CHECK(readable(*flag, 10'000));
    other.join();
    CHECK(flag->requested());
}

TEST_CASE("a moved flag keeps its descriptor and what was asked") {
    auto first = StopFlag::create();
    REQUIRE(first);
    const int fd = first->wait_fd();
    first->request();
    const StopFlag second = *std::move(first);
    CHECK(second.wait_fd() == fd);
    CHECK(second.requested());
    CHECK(readable(second));
}

} // namespace imgbatch
