#include "exec/channels.h"
#include "exec/child_process.h"
#include "exec/leak_check.h"
#include "support/deadline.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>

#include <array>
#include <chrono>
#include <ctime>
#include <string>

#include <sys/wait.h>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::chrono_literals;

namespace {

ChildProcess started(const ChildProcess::Body& body) {
    auto child = ChildProcess::start(body, {});
    REQUIRE(child.has_value());
    return *std::move(child);
}

void wait_for_end(const ChildProcess& child) {
    pollfd end{child.pidfd(), POLLIN, 0};
    REQUIRE(::poll(&end, 1, 10'000) == 1);
}

void sleep_for_ever() {
    while (true) {
        ::pause();
    }
}

} // namespace

TEST_CASE("a child says how it ended") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    auto well = started([](const ChildEnds&) {});
    wait_for_end(well);
    CHECK(well.reap().clean());

    auto left = started([](const ChildEnds&) { ::_exit(3); });
    wait_for_end(left);
    const auto code = left.reap();
    CHECK(code.exit_code == 3);
    CHECK(code.signal == 0);
    CHECK_FALSE(code.clean());

    auto killed = started([](const ChildEnds&) { sleep_for_ever(); });
    killed.kill();
    CHECK(killed.reap().signal == SIGKILL);

    auto threw = started([](const ChildEnds&) { throw 1; });
    wait_for_end(threw);
    CHECK(threw.reap().exit_code == EXIT_FAILURE);
}

TEST_CASE("an end tells the CPU time of the child and of what it has reaped") {
    const Deadline deadline(60s);
    const LeakCheck leaks;
    const auto burn = [] {
        const auto end = std::clock() + CLOCKS_PER_SEC / 20;
        while (std::clock() < end) {
        }
    };
    auto idle = started([](const ChildEnds&) {});
    wait_for_end(idle);
    CHECK(idle.reap().cpu < 40ms);
    auto busy = started([&](const ChildEnds&) {
        const pid_t own_child = ::fork();
        burn();
        if (own_child == 0) {
            ::_exit(0);
        }
        ::waitpid(own_child, nullptr, 0);
    });
    wait_for_end(busy);
    // Twice 50 ms by the child's own clocks, which count in the same way.
    CHECK(busy.reap().cpu > 90ms);
}

TEST_CASE("an owner that goes takes its child along") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    pid_t pid = 0;
    {
        const auto child = started([](const ChildEnds&) { sleep_for_ever(); });
        pid = child.pid();
        CHECK(::kill(pid, 0) == 0);
    }
    CHECK(::kill(pid, 0) == -1);
}

TEST_CASE("bytes go both ways and end of file comes") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    auto child = started([](const ChildEnds& ends) {
        std::array<char, 16> buffer{};
        ssize_t got = 0;
        while ((got = ::read(ends.in.get(), buffer.data(), buffer.size())) > 0) {
            [[maybe_unused]] const auto written =
                ::write(ends.out.get(), buffer.data(), static_cast<std::size_t>(got));
        }
    });
    REQUIRE(::write(child.to_child(), "hello", 5) == 5);
    pollfd answer{child.from_child(), POLLIN, 0};
    REQUIRE(::poll(&answer, 1, 10'000) == 1);
    std::array<char, 16> buffer{};
    CHECK(::read(child.from_child(), buffer.data(), buffer.size()) == 5);
    child.close_to_child();
    wait_for_end(child);
    CHECK(child.reap().clean());
}

TEST_CASE("a full pipe does not hold the parent up") {
    const Deadline deadline(20s);
    const auto child = started([](const ChildEnds&) { sleep_for_ever(); });
    const std::string block(1U << 16, 'x');
    ssize_t written = 0;
    for (int i = 0; i < 1000 && written >= 0; ++i) {
        written = ::write(child.to_child(), block.data(), block.size());
    }
    CHECK(written == -1);
    CHECK(errno == EAGAIN);
}

TEST_CASE("a child dies with its parent") {
    const Deadline deadline(20s);
    auto pipe = make_pipe();
    REQUIRE(pipe.has_value());
    const int tell = pipe->write_end.get();
    // The middle one forks a child of its own, tells its pid and is killed.
    auto middle = started([&](const ChildEnds&) {
        const auto inner = started([](const ChildEnds&) { sleep_for_ever(); });
        const pid_t pid = inner.pid();
        [[maybe_unused]] const auto written = ::write(tell, &pid, sizeof pid);
        sleep_for_ever();
    });
    pipe->write_end.reset();
    pid_t inner = 0;
    REQUIRE(::read(pipe->read_end.get(), &inner, sizeof inner) == sizeof inner);
    middle.kill();
    middle.reap();
    // The inner one held the pipe's other end too: its end of file is its death.
    pollfd end{pipe->read_end.get(), POLLIN, 0};
    CHECK(::poll(&end, 1, 10'000) == 1);
    CHECK(::read(pipe->read_end.get(), &inner, sizeof inner) == 0);
}
