#include "exec/channels.h"
#include "exec/child_process.h"
#include "exec/executor_contract.h"
#include "exec/leak_check.h"
#include "exec/process_faults.h"
#include "support/deadline.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <pthread.h>
#include <signal.h>

#include <string>
#include <thread>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

ExecutorOptions quick(unsigned jobs) {
    ExecutorOptions options;
    options.kind = ExecutorKind::process;
    options.jobs = jobs;
    options.timeout = 250ms;
    return options;
}

/// Runs tasks with these orders in batches of four; all that run_all() checks holds.
struct Run {
    KeepingSink sink;
    std::map<std::uint64_t, TaskResult> results;

    explicit Run(const std::vector<std::string>& orders,
                 const ExecutorOptions& options = quick(2)) {
        const Deadline deadline(20s);
        const LeakCheck leaks;
        CountingSource source(orders.size(), 4);
        source.payload = [&](std::uint64_t index) { return orders[index]; };
        run_all(options, source, misbehave, sink);
        results = sink.by_index();
    }

    /// All but `guilty` are ok, at the first attempt.
    void check_others_are_ok(std::uint64_t guilty) const {
        for (const TaskResult& result : sink.results) {
            if (result.index != guilty) {
                CHECK_MESSAGE(result.ending == OutcomeClass::ok, result.index, ": ",
                              result.message);
                CHECK(result.attempts == 1);
            }
        }
    }
};

/// Twelve tasks that are well, but for one in the middle of a batch.
std::vector<std::string> one_bad(const std::string& order) {
    std::vector<std::string> orders(12, "ok");
    orders[5] = order;
    return orders;
}

} // namespace

TEST_CASE("a worker that dies or leaves costs one task, blamed exactly after a second attempt") {
    struct Fault {
        const char* order;
        OutcomeClass ending;
        int signal;
        int exit_code;
    };
    for (const Fault& fault : {Fault{"segv", OutcomeClass::crashed, SIGSEGV, 0},
                               Fault{"abort", OutcomeClass::crashed, SIGABRT, 0},
                               Fault{"exit:0", OutcomeClass::crashed, 0, 0},
                               Fault{"exit:3", OutcomeClass::crashed, 0, 3},
                               Fault{"kill", OutcomeClass::killed, SIGKILL, 0},
                               Fault{"half", OutcomeClass::crashed, SIGSEGV, 0},
                               Fault{"garbage", OutcomeClass::crashed, 0, 0},
                               Fault{"hang", OutcomeClass::timeout, SIGKILL, 0},
                               Fault{"spin", OutcomeClass::timeout, SIGKILL, 0},
                               Fault{"stop", OutcomeClass::timeout, SIGKILL, 0}}) {
        for (const unsigned jobs : {1U, 3U}) {
            CAPTURE(fault.order);
            CAPTURE(jobs);
            const Run run(one_bad(fault.order), quick(jobs));
            const TaskResult& guilty = run.results.at(5);
            CHECK(guilty.ending == fault.ending);
            CHECK(guilty.signal == fault.signal);
            CHECK(guilty.exit_code == fault.exit_code);
            CHECK(guilty.attempts == 2);
            CHECK_FALSE(guilty.message.empty());
            CHECK(guilty.payload.empty());
            run.check_others_are_ok(5);
            REQUIRE(run.sink.lost.size() == 2);
            for (const auto& lost : run.sink.lost) {
                CHECK(lost.pid > 0);
                CHECK(lost.running);
                CHECK(lost.index == 5);
                CHECK(lost.told_before < run.results.size());
            }
        }
    }
}

TEST_CASE("a worker that closes its pipes is found out without a timeout") {
    ExecutorOptions options = quick(2);
    options.timeout = 0ms;
    const Run run(one_bad("close"), options);
    CHECK(run.results.at(5).ending == OutcomeClass::crashed);
    run.check_others_are_ok(5);
}

TEST_CASE("a task whose worker fell only once is ok at the second attempt") {
    for (const char* order : {"segv", "exit:3", "kill", "hang", "garbage"}) {
        CAPTURE(order);
        const TempDir folder;
        const Run run(one_bad("once:" + (folder / "flag") + ":" + order));
        CHECK(run.results.at(5).ending == OutcomeClass::ok);
        CHECK(run.results.at(5).attempts == 2);
        CHECK(run.sink.lost.size() == 1);
        run.check_others_are_ok(5);
    }
}

TEST_CASE("a task that throws at its second attempt only is told so") {
    const TempDir folder;
    // The first attempt makes the file and dies, so the second takes the other branch.
    const std::string flag = folder / "flag";
    const Worker worker = [&](const Task& task, TaskContext& context) -> std::string {
        if (task.index != 5) {
            return echo(task, context);
        }
        if (::access(flag.c_str(), F_OK) == 0) {
            throw std::runtime_error("second");
        }
        return misbehave(Task{5, 1, "once:" + flag + ":segv"}, context);
    };
    const Deadline deadline(20s);
    CountingSource source(12, 4);
    KeepingSink sink;
    const auto results = run_all(quick(2), source, worker, sink).by_index();
    CHECK(results.at(5).ending == OutcomeClass::crashed);
    CHECK(results.at(5).message.find("second") != std::string::npos);
    CHECK(results.at(5).attempts == 2);
    CHECK(results.at(5).signal == 0);
}

TEST_CASE("how often a task is tried again is the caller's choice") {
    for (const unsigned retries : {0U, 3U}) {
        ExecutorOptions options = quick(2);
        options.retries = retries;
        const Run run(one_bad("segv"), options);
        CHECK(run.results.at(5).ending == OutcomeClass::crashed);
        CHECK(run.results.at(5).attempts == retries + 1);
        CHECK(run.sink.lost.size() == retries + 1);
        run.check_others_are_ok(5);
    }
}

TEST_CASE("a worker whose every task is bad blames every one and nothing else") {
    const Run run(std::vector<std::string>(9, "exit:1"));
    CHECK(run.results.size() == 9);
    CHECK(run.sink.count(OutcomeClass::crashed) == 9);
    CHECK(run.sink.lost.size() == 18);
}

TEST_CASE("a task that asks for more time gets it, and less too") {
    std::vector<std::string> orders = one_bad("time:5000:slow:500");
    orders[2] = "time:100:hang";
    const auto before = std::chrono::steady_clock::now();
    const Run run(orders);
    CHECK(run.results.at(5).ending == OutcomeClass::ok);
    CHECK(run.results.at(5).attempts == 1);
    CHECK(run.results.at(2).ending == OutcomeClass::timeout);
    CHECK(std::chrono::steady_clock::now() - before < 3s);
}

TEST_CASE("the timeout counts per task, not per batch") {
    ExecutorOptions options = quick(1);
    const Run run(std::vector<std::string>(8, "slow:80"), options);
    CHECK(run.sink.count(OutcomeClass::ok) == 8);
    CHECK(run.sink.lost.empty());
}

TEST_CASE("what workers print neither blocks them nor reaches us") {
    const Run run(std::vector<std::string>(6, "noise"));
    CHECK(run.sink.count(OutcomeClass::ok) == 6);
    CHECK(run.sink.lost.empty());
}

TEST_CASE("a slow sink is no reason for a timeout") {
    const Deadline deadline(20s);
    CountingSource source(24, 4);
    KeepingSink sink;
    sink.on_accept = [](const TaskResult& result) {
        if (result.index % 8 == 0) {
            sleep_for(400ms);
        }
    };
    run_all(quick(2), source, echo, sink);
    CHECK(sink.count(OutcomeClass::ok) == 24);
    CHECK(sink.lost.empty());
}

TEST_CASE("results are told within moments, even while the next task takes long") {
    const Deadline deadline(20s);
    CountingSource source(4, 4);
    source.payload = [](std::uint64_t index) {
        return std::string(index == 3 ? "slow:400" : "slow:20");
    };
    ExecutorOptions options = quick(1);
    options.timeout = 10s;
    KeepingSink sink;
    std::vector<std::chrono::steady_clock::time_point> told;
    sink.on_accept = [&](const TaskResult&) { told.push_back(std::chrono::steady_clock::now()); };
    run_all(options, source, misbehave, sink);
    REQUIRE(told.size() == 4);
    CHECK(told[3] - told[2] > 300ms);
}

TEST_CASE("a stop lets the task in hand finish and cancels what waits behind it") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    StopFlag stop = make_stop();
    CountingSource source(100, 10);
    source.payload = [](std::uint64_t) { return "slow:60"; };
    KeepingSink sink;
    sink.on_accept = [&](const TaskResult&) { stop.request(); };
    ExecutorOptions options = quick(2);
    options.grace = 5s;
    const auto before = std::chrono::steady_clock::now();
    CHECK(make_executor(options)->run(source, misbehave, sink, stop).has_value());
    CHECK(std::chrono::steady_clock::now() - before < 1s);
    CHECK(sink.by_index().size() == source.pulled);
    CHECK(sink.count(OutcomeClass::ok) >= 2);
    CHECK(sink.count(OutcomeClass::ok) <= 5);
    CHECK(sink.lost.empty());
    for (const TaskResult& result : sink.results) {
        CHECK(result.attempts == (result.ending == OutcomeClass::ok ? 1 : 0));
    }
}

TEST_CASE("a stop does not wait for a task that outlasts the grace") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    StopFlag stop = make_stop();
    CountingSource source(40, 4);
    source.payload = [](std::uint64_t index) { return std::string(index == 0 ? "ok" : "hang"); };
    KeepingSink sink;
    sink.on_accept = [&](const TaskResult&) { stop.request(); };
    ExecutorOptions options = quick(2);
    options.timeout = 0ms;
    options.grace = 100ms;
    const auto before = std::chrono::steady_clock::now();
    CHECK(make_executor(options)->run(source, misbehave, sink, stop).has_value());
    CHECK(std::chrono::steady_clock::now() - before < 2s);
    CHECK(sink.by_index().size() == source.pulled);
    CHECK(sink.count(OutcomeClass::ok) == 1);
    CHECK(sink.count(OutcomeClass::cancelled) == source.pulled - 1);
    CHECK(sink.lost.size() >= 1);
}

namespace {

/// While set, every child of this process leaves before it has done anything.
bool children_leave = false;

void leave_at_once() {
    if (children_leave) {
        ::_exit(7);
    }
}

} // namespace

TEST_CASE("workers that die before they begin anything end the run, and all is told") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    REQUIRE(::pthread_atfork(nullptr, nullptr, leave_at_once) == 0);
    for (const unsigned jobs : {1U, 2U, 5U}) {
        CountingSource source(1000, 10);
        KeepingSink sink;
        const StopFlag stop = make_stop();
        children_leave = true;
        const auto ended = make_executor(quick(jobs))->run(source, echo, sink, stop);
        children_leave = false;
        REQUIRE_FALSE(ended.has_value());
        CHECK(ended.error().code == OutcomeClass::internal);
        CHECK(ended.error().message.find("exit code 7") != std::string::npos);
        CHECK(sink.by_index().size() == source.pulled);
        CHECK(sink.count(OutcomeClass::cancelled) == source.pulled);
        CHECK(source.pulled < 1000);
        CHECK(sink.lost.size() >= 3);
    }
}

TEST_CASE("a worker killed from outside between two tasks is replaced without blame") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    CountingSource source(60, 1);
    KeepingSink sink;
    pid_t victim = 0;
    sink.on_accept = [&](const TaskResult& result) {
        if (sink.results.size() == 20) {
            victim = std::stoi(result.payload);
            ::kill(victim, SIGKILL);
        }
    };
    const Worker tell_pid = [](const Task&, TaskContext&) {
        sleep_for(1ms);
        return std::to_string(::getpid());
    };
    run_all(quick(2), source, tell_pid, sink);
    CHECK(sink.count(OutcomeClass::ok) == 60);
    REQUIRE(sink.lost.size() == 1);
    CHECK(sink.lost[0].pid == victim);
}

TEST_CASE("a process that has threads is told why it cannot have workers") {
    const Deadline deadline(20s);
    std::thread other([] { sleep_for(300ms); });
    CountingSource source(10, 2);
    KeepingSink sink;
    const StopFlag stop = make_stop();
    const auto ended = make_executor(quick(2))->run(source, echo, sink, stop);
    other.join();
    REQUIRE_FALSE(ended.has_value());
    CHECK(ended.error().code == OutcomeClass::internal);
    CHECK(ended.error().message.find("before threads") != std::string::npos);
    CHECK(source.pulled == 0);
}

TEST_CASE("time in which the whole program was stopped is no task's time") {
    const Deadline deadline(30s);
    auto ready = make_pipe();
    REQUIRE(ready.has_value());
    const int told = ready->write_end.get();
    // A run in a process group of its own, so that all of it can be stopped like a job in a shell.
    auto program = ChildProcess::start(
        [&](const ChildEnds&) {
            ::setpgid(0, 0);
            ExecutorOptions options = quick(1);
            options.timeout = 2s;
            const Worker worker = [&](const Task& task, TaskContext& context) {
                [[maybe_unused]] const auto written = ::write(told, "x", 1);
                for (int i = 0; i < 10; ++i) {
                    sleep_for(20ms);
                }
                return echo(task, context);
            };
            CountingSource source(1, 1);
            KeepingSink sink;
            const StopFlag stop = make_stop();
            const bool ended = make_executor(options)->run(source, worker, sink, stop).has_value();
            ::_exit(!ended ? 100 : static_cast<int>(sink.results.at(0).attempts) - 1);
        },
        {});
    REQUIRE(program.has_value());
    char begun = 0;
    REQUIRE(::read(ready->read_end.get(), &begun, 1) == 1);
    REQUIRE(::kill(-program->pid(), SIGSTOP) == 0);
    sleep_for(3s);
    REQUIRE(::kill(-program->pid(), SIGCONT) == 0);
    const ExitStatus status = program->reap();
    CHECK(status.signal == 0);
    CHECK(status.exit_code == 0);
}
