#include "base/stopwatch.h"
#include "measure/child_run.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <thread>

#include <sys/wait.h>

using namespace imgbatch;
using namespace std::chrono_literals;

namespace {

StopFlag made_stop() {
    auto stop = StopFlag::create();
    REQUIRE(stop);
    return *std::move(stop);
}

void burn(std::chrono::milliseconds time) {
    const Stopwatch watch;
    while (watch.elapsed_ns() < static_cast<std::uint64_t>(time.count()) * 1'000'000) {
    }
}

} // namespace

TEST_CASE("a child's answer comes whole, however long, and it leaves no thread and no process") {
    const StopFlag stop = made_stop();
    const std::string long_answer(3'000'000, 'x');
    const auto run = run_in_child(
        [&] {
            std::thread([] {}).join();
            return long_answer;
        },
        WatchMemory::no, stop);
    REQUIRE(run);
    CHECK(run->answer == long_answer);
    CHECK_FALSE(run->peak);
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    CHECK(errno == ECHILD);
}

TEST_CASE("CPU time counts what the child computes, and what its own children did") {
    const StopFlag stop = made_stop();
    const auto idle = run_in_child(
        [] {
            std::this_thread::sleep_for(80ms);
            return std::string();
        },
        WatchMemory::no, stop);
    const auto busy = run_in_child(
        [] {
            const pid_t worker = ::fork();
            burn(100ms);
            if (worker == 0) {
                ::_exit(0);
            }
            ::waitpid(worker, nullptr, 0);
            return std::string();
        },
        WatchMemory::no, stop);
    REQUIRE(idle);
    REQUIRE(busy);
    CHECK(idle->cpu < 60ms);
    CHECK(busy->cpu > idle->cpu);
    CHECK(busy->cpu > 20ms); // of 200, on a machine that may be busy with other things
}

TEST_CASE("the peak of memory is that of the whole tree of processes") {
    const StopFlag stop = made_stop();
    constexpr std::size_t size = std::size_t{24} << 20;
    const auto hold = [] {
        const std::unique_ptr<char[]> memory(new char[size]);
        for (std::size_t i = 0; i < size; i += 1024) {
            static_cast<volatile char*>(memory.get())[i] = 1;
        }
        std::this_thread::sleep_for(60ms);
    };
    const auto run = run_in_child(
        [&] {
            const pid_t worker = ::fork();
            hold();
            if (worker == 0) {
                ::_exit(0);
            }
            ::waitpid(worker, nullptr, 0);
            return std::string();
        },
        WatchMemory::yes, stop);
    REQUIRE(run);
    REQUIRE(run->peak);
    CHECK(*run->peak >= 2 * size);
    CHECK(*run->peak < 20 * size);
}

TEST_CASE("a child that dies is an error that says how") {
    const StopFlag stop = made_stop();
    const auto run = run_in_child(
        []() -> std::string {
            ::raise(SIGKILL);
            return "never";
        },
        WatchMemory::no, stop);
    REQUIRE_FALSE(run);
    CHECK(run.error().code == OutcomeClass::crashed);
    CHECK(run.error().message.find("SIGKILL") != std::string::npos);
}

TEST_CASE("a stop ends a child that would go on for long") {
    StopFlag stop = made_stop();
    const Stopwatch watch;
    std::thread later([&stop] {
        std::this_thread::sleep_for(50ms);
        stop.request();
    });
    const auto run = run_in_child(
        [] {
            std::this_thread::sleep_for(30s);
            return std::string();
        },
        WatchMemory::no, stop);
    later.join();
    REQUIRE_FALSE(run);
    CHECK(run.error().code == OutcomeClass::cancelled);
    CHECK(watch.elapsed_ns() < 10'000'000'000);
    CHECK_FALSE(run_in_child([] { return std::string(); }, WatchMemory::no, stop));
}
