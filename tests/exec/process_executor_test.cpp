#include "base/fd.h"
#include "exec/executor_contract.h"
#include "exec/leak_check.h"
#include "exec/process_faults.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>

#include <set>
#include <string>
#include <vector>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

ExecutorOptions process(unsigned jobs) {
    ExecutorOptions options;
    options.kind = ExecutorKind::process;
    options.jobs = jobs;
    return options;
}

/// Runs `worker` over `count` tasks on two lanes; its answers by index.
std::map<std::uint64_t, std::string> answers(std::uint64_t count, const Worker& worker) {
    const Deadline deadline(20s);
    CountingSource source(count, 4);
    KeepingSink sink;
    std::map<std::uint64_t, std::string> result;
    for (const auto& [index, each] : run_all(process(2), source, worker, sink).by_index()) {
        CHECK(each.ending == OutcomeClass::ok);
        result[index] = each.payload;
    }
    return result;
}

} // namespace

TEST_CASE("the process executor keeps the contract") {
    const LeakCheck leaks;
    check_contract(ExecutorKind::process);
}

TEST_CASE("workers are other processes, as many as asked for, forked before the source is asked") {
    struct Source final : CountingSource {
        using CountingSource::CountingSource;
        Pulled next() override {
            asked = true;
            return CountingSource::next();
        }
        bool asked = false;
    };
    const Deadline deadline(20s);
    Source source(60, 1);
    KeepingSink sink;
    // A forked worker has the parent's memory as it was when it was forked.
    const Worker worker = [&](const Task&, TaskContext&) {
        sleep_for(2ms);
        return std::to_string(::getpid()) + (source.asked ? " late" : "");
    };
    run_all(process(3), source, worker, sink);
    std::set<std::string> pids;
    for (const TaskResult& result : sink.results) {
        CHECK(result.payload.find("late") == std::string::npos);
        pids.insert(result.payload);
    }
    CHECK(pids.size() == 3);
    CHECK(pids.count(std::to_string(::getpid())) == 0);
}

TEST_CASE("a worker holds no descriptor of its siblings' pipes") {

    const int before = open_descriptors();
    for (const auto& [index, answer] : answers(
             20, [](const Task&, TaskContext&) { return std::to_string(open_descriptors()); })) {
        CHECK(std::stoi(answer) == before + 5); // two pipe ends, the bell, the stop flag, statm
    }
}

TEST_CASE("a worker's standard streams lead nowhere and its signals are its own") {
    struct sigaction before {};
    struct sigaction handled {};
    handled.sa_handler = [](int) {};
    REQUIRE(::sigaction(SIGUSR1, &handled, &before) == 0);
    const auto told = answers(4, [](const Task&, TaskContext&) -> std::string {
        for (int fd = 0; fd <= 2; ++fd) {
            struct stat status {};
            if (::fstat(fd, &status) != 0 || !S_ISCHR(status.st_mode)) {
                return "a stream leads somewhere";
            }
        }
        struct sigaction action {};
        ::sigaction(SIGUSR1, nullptr, &action);
        if (action.sa_handler != SIG_DFL) {
            return "a handler of the parent is left";
        }
        for (const int number : {SIGINT, SIGHUP, SIGTERM, SIGPIPE}) {
            ::raise(number);
        }
        return "well";
    });
    ::sigaction(SIGUSR1, &before, nullptr);
    for (const auto& [index, answer] : told) {
        CHECK(answer == "well");
    }
}

TEST_CASE("the host's SIGPIPE stays what it was") {
    struct sigaction before {};
    ::sigaction(SIGPIPE, nullptr, &before);
    answers(4, echo);
    struct sigaction after {};
    ::sigaction(SIGPIPE, nullptr, &after);
    const bool same = after.sa_handler == before.sa_handler;
    CHECK(same);
}

TEST_CASE("a host that ignores SIGCHLD gets its results") {
    const Deadline deadline(20s);
    ::signal(SIGCHLD, SIG_IGN);
    CountingSource source(12, 4);
    KeepingSink sink;
    const Worker worker = [](const Task& task, TaskContext& context) -> std::string {
        if (task.index == 5) {
            ::_exit(3);
        }
        return echo(task, context);
    };
    const auto results = run_all(process(2), source, worker, sink).by_index();
    ::signal(SIGCHLD, SIG_DFL);
    CHECK(results.at(5).ending == OutcomeClass::crashed);
    CHECK(sink.count(OutcomeClass::ok) == 11);
}

TEST_CASE("with too few descriptors for all workers, those that there are do the work") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    CountingSource source(40, 2);
    KeepingSink sink;
    const auto executor = make_executor(process(20));
    const StopFlag stop = make_stop();
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit few = before;
    few.rlim_cur = static_cast<rlim_t>(open_descriptors()) + 8;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
    const auto ended = executor->run(source, echo, sink, stop);
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(ended.has_value());
    CHECK(sink.count(OutcomeClass::ok) == 40);
}

TEST_CASE("where a lost worker cannot be replaced, another one runs its task again") {
    const Deadline deadline(20s);
    const TempDir folder;
    const std::string flag = folder / "flag";
    const Worker worker = [&](const Task& task, TaskContext& context) {
        return task.index == 30 ? misbehave(Task{30, 1, "once:" + flag + ":segv"}, context)
                                : echo(task, context);
    };
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    std::vector<Fd> in_the_way;
    KeepingSink sink;
    // With the first result every descriptor is taken: a dead worker's three are too few for a new
    // one, which needs five.
    sink.on_accept = [&](const TaskResult&) {
        if (sink.results.empty()) {
            rlimit few = before;
            few.rlim_cur = 64;
            ::setrlimit(RLIMIT_NOFILE, &few);
            for (Fd fd(::eventfd(0, EFD_CLOEXEC)); fd; fd = Fd(::eventfd(0, EFD_CLOEXEC))) {
                in_the_way.push_back(std::move(fd));
            }
        }
    };
    CountingSource source(40, 1);
    run_all(process(2), source, worker, sink);
    in_the_way.clear();
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(sink.count(OutcomeClass::ok) == 40);
    CHECK(sink.by_index().at(30).attempts == 2);
    CHECK(sink.lost.size() == 1);
}

TEST_CASE("with no descriptor at all the run is an error and the source was not asked") {
    const Deadline deadline(20s);
    CountingSource source(40, 2);
    KeepingSink sink;
    const auto executor = make_executor(process(2));
    const StopFlag stop = make_stop();
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    none.rlim_cur = 0;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const auto ended = executor->run(source, echo, sink, stop);
    ::setrlimit(RLIMIT_NOFILE, &before);
    REQUIRE_FALSE(ended.has_value());
    CHECK(ended.error().code == OutcomeClass::internal);
    CHECK(source.pulled == 0);
}

TEST_CASE("workers can be forked after a run on threads, which leaves none behind") {
    const Deadline deadline(20s);
    for (const auto kind : {ExecutorKind::tbb, ExecutorKind::process, ExecutorKind::tbb}) {
        ExecutorOptions options = process(3);
        options.kind = kind;
        CountingSource source(100, 4);
        KeepingSink sink;
        run_all(options, source, echo, sink);
        CHECK(sink.count(OutcomeClass::ok) == 100);
    }
}
