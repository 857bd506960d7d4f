/// What every executor promises, whatever is behind it.
#pragma once

#include "exec/fakes.h"
#include "exec/sched_times.h"
#include "support/deadline.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <new>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include <sys/timerfd.h>

namespace imgbatch::test {

using namespace std::chrono_literals;

inline void sleep_for(std::chrono::microseconds time) {
    ::usleep(static_cast<useconds_t>(time.count()));
}

/// Runs `count` tasks in batches of `batch` through `worker` and checks what holds always.
inline KeepingSink& run_all(const ExecutorOptions& options, CountingSource& source,
                            const Worker& worker, KeepingSink& sink) {
    const auto executor = make_executor(options);
    const StopFlag stop = make_stop();
    const auto ended = executor->run(source, worker, sink, stop);
    CHECK_MESSAGE(ended.has_value(), (ended ? std::string() : ended.error().message));
    CHECK_FALSE(sink.overlapped);
    CHECK(sink.results.size() == source.pulled);
    CHECK(sink.by_index().size() == source.pulled);
    return sink;
}

inline void answers_every_task_once(const ExecutorOptions& options) {
    for (const std::uint64_t count : {0U, 1U, 2U, 1000U}) {
        for (const std::size_t batch : {1U, 7U, 64U}) {
            CountingSource source(count, batch);
            KeepingSink sink;
            run_all(options, source, echo, sink);
            CHECK(source.pulled == count);
            for (const TaskResult& result : sink.results) {
                CHECK(result.ending == OutcomeClass::ok);
                CHECK(result.payload == "<" + std::to_string(result.index) + ">");
                CHECK(result.attempts == 1);
                CHECK(result.message.empty());
            }
        }
    }
}

inline void keeps_any_bytes(const ExecutorOptions& options) {
    CountingSource source(256, 10);
    source.payload = [](std::uint64_t index) { return std::string(3, static_cast<char>(index)); };
    KeepingSink sink;
    for (const auto& [index, result] : run_all(options, source, echo, sink).by_index()) {
        CHECK(result.payload == "<" + std::string(3, static_cast<char>(index)) + ">");
    }
}

/// A megabyte each way is more than any pipe holds: who waits for whom must never be a circle.
inline void carries_payloads_larger_than_a_pipe(const ExecutorOptions& options) {
    constexpr std::size_t size = 1U << 20;
    CountingSource source(24, 6);
    source.payload = [](std::uint64_t index) {
        return std::string(size, static_cast<char>('a' + index));
    };
    KeepingSink sink;
    const Worker reverse = [](const Task& task, TaskContext&) { return task.payload + "!"; };
    for (const auto& [index, result] : run_all(options, source, reverse, sink).by_index()) {
        CHECK(result.payload.size() == size + 1);
        CHECK(result.payload == std::string(size, static_cast<char>('a' + index)) + "!");
    }
}

inline void survives_workers_that_throw(const ExecutorOptions& options) {
    const Worker worker = [](const Task& task, TaskContext&) -> std::string {
        switch (task.index % 4) {
        case 0:
            throw std::runtime_error("boom " + task.payload);
        case 1:
            throw std::bad_alloc();
        case 2:
            throw 42;
        default:
            return "fine";
        }
    };
    CountingSource source(40, 8);
    KeepingSink sink;
    for (const auto& [index, result] : run_all(options, source, worker, sink).by_index()) {
        const std::array endings{OutcomeClass::crashed, OutcomeClass::memory, OutcomeClass::crashed,
                                 OutcomeClass::ok};
        CHECK(result.ending == endings.at(index % 4));
        CHECK(result.message.empty() == (index % 4 == 3));
        CHECK(result.payload == (index % 4 == 3 ? "fine" : ""));
        CHECK(result.attempts == 1);
        if (index % 4 == 0) {
            CHECK(result.message.find("boom " + std::to_string(index)) != std::string::npos);
        }
    }
    CHECK(sink.lost.empty());
}

/// How many of these spans, "BEGIN END" in ns, lie over one another at the most.
inline int most_at_once(const std::map<std::uint64_t, TaskResult>& results) {
    std::multimap<std::int64_t, int> steps; // at one moment, ends come before begins
    for (const auto& [index, result] : results) {
        std::istringstream span(result.payload);
        std::int64_t begin = 0;
        std::int64_t end = 0;
        span >> begin >> end;
        REQUIRE(end > begin);
        steps.emplace(2 * begin + 1, 1);
        steps.emplace(2 * end, -1);
    }
    int now = 0;
    int most = 0;
    for (const auto& [when, step] : steps) {
        most = std::max(most, now += step);
    }
    return most;
}

/// Tasks that sleep leave their CPU idle: with leave to do so the executor takes more at once, and
/// all else stays as it was.
inline void takes_more_lanes_where_tasks_wait(const ExecutorOptions& fixed) {
    if (!own_sched_times() || fixed.kind == ExecutorKind::sequential) {
        return;
    }
    const auto lanes_used = [&](unsigned extra_lanes) {
        ExecutorOptions options = fixed;
        options.extra_lanes = extra_lanes;
        CountingSource source(150 * fixed.jobs, 5);
        KeepingSink sink;
        const Worker sleeper = [](const Task&, TaskContext&) {
            const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch(); };
            const auto begin = now();
            sleep_for(5ms);
            return std::to_string(begin.count()) + " " + std::to_string(now().count());
        };
        return most_at_once(run_all(options, source, sleeper, sink).by_index());
    };
    const auto jobs = static_cast<int>(fixed.jobs);
    CHECK(lanes_used(0) <= jobs);
    const int used = lanes_used(7);
    CHECK(used > jobs);
    CHECK(used <= jobs + 7);
}

/// Tasks that wait for memory wait for each other: more lanes would only wait as well.
inline void takes_no_more_lanes_where_tasks_wait_for_memory(const ExecutorOptions& fixed) {
    ExecutorOptions options = fixed;
    options.extra_lanes = 7;
    options.max_memory = 100;
    CountingSource source(250, 1);
    KeepingSink sink;
    const Worker spinner = [](const Task&, TaskContext& context) {
        context.need_memory(100);
        const auto end = std::chrono::steady_clock::now() + 4ms;
        while (std::chrono::steady_clock::now() < end) {
        }
        return std::to_string(::gettid());
    };
    std::set<std::string> lanes;
    for (const TaskResult& result : run_all(options, source, spinner, sink).results) {
        CHECK(result.ending == OutcomeClass::ok);
        lanes.insert(result.payload);
    }
    CHECK(lanes.size() <= options.jobs);
}

inline void bounds_what_is_in_flight(const ExecutorOptions& options) {
    CountingSource source(300, 1);
    KeepingSink sink;
    std::uint64_t most = 0;
    sink.on_accept = [&](const TaskResult&) {
        most = std::max(most, source.pulled - sink.results.size());
        sleep_for(500us);
    };
    run_all(options, source, echo, sink);
    CHECK(most <= 4 * make_executor(options)->lanes() + 2);
}

inline void waits_for_a_source_that_has_nothing_yet(const ExecutorOptions& options) {
    struct TickingSource final : CountingSource {
        using CountingSource::CountingSource;
        Pulled next() override {
            ++asked;
            std::uint64_t ticks = 0;
            if (::read(timer, &ticks, sizeof ticks) != sizeof ticks) {
                return NotYet{timer};
            }
            return CountingSource::next();
        }
        int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
        int asked = 0;
    };
    TickingSource source(12, 2);
    const itimerspec every_5_ms{{0, 5'000'000}, {0, 5'000'000}};
    REQUIRE(::timerfd_settime(source.timer, 0, &every_5_ms, nullptr) == 0);
    KeepingSink sink;
    run_all(options, source, echo, sink);
    ::close(source.timer);
    CHECK(sink.count(OutcomeClass::ok) == 12);
    // Six batches and the end, each asked for at most once in vain and once with success.
    CHECK(source.asked <= 2 * 7);
}

inline void does_nothing_after_a_stop(const ExecutorOptions& options) {
    StopFlag stop = make_stop();
    stop.request();
    CountingSource source(10, 2);
    KeepingSink sink;
    CHECK(make_executor(options)->run(source, echo, sink, stop).has_value());
    CHECK(source.pulled == 0);
    CHECK(sink.results.empty());
}

inline void stops_in_the_middle(const ExecutorOptions& options) {
    StopFlag stop = make_stop();
    CountingSource source(2000, 16);
    KeepingSink sink;
    sink.on_accept = [&](const TaskResult&) {
        if (sink.results.size() == 20) {
            stop.request();
        }
    };
    const Worker slow = [](const Task& task, TaskContext& context) {
        sleep_for(1ms);
        return echo(task, context);
    };
    CHECK(make_executor(options)->run(source, slow, sink, stop).has_value());
    CHECK(source.pulled < 2000);
    CHECK(sink.by_index().size() == source.pulled);
    CHECK(sink.count(OutcomeClass::ok) + sink.count(OutcomeClass::cancelled) == source.pulled);
    CHECK(sink.count(OutcomeClass::ok) >= 20);
    CHECK(sink.count(OutcomeClass::cancelled) > 0);
}

inline void a_stop_ends_the_wait_for_a_source(const ExecutorOptions& options) {
    struct SilentSource final : BatchSource {
        Pulled next() override {
            stop->request();
            return NotYet{timer};
        }
        StopFlag* stop = nullptr;
        int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC); // never set: never readable
    };
    StopFlag stop = make_stop();
    SilentSource source;
    source.stop = &stop;
    KeepingSink sink;
    CHECK(make_executor(options)->run(source, echo, sink, stop).has_value());
    CHECK(sink.results.empty());
    ::close(source.timer);
}

/// Tasks that say when they ran, after asking for 40 of 100 bytes; every tenth asks for more than
/// there is.
inline std::string span_with_memory(const Task& task, TaskContext& context) {
    context.need_memory(task.index % 10 == 9 ? 500 : 40);
    const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch(); };
    const auto begin = now();
    sleep_for(2ms);
    return std::to_string(begin.count()) + " " + std::to_string(now().count());
}

inline void grants_no_more_memory_than_there_is(const ExecutorOptions& fixed) {
    ExecutorOptions options = fixed;
    options.max_memory = 100;
    CountingSource source(60, 7);
    KeepingSink sink;
    auto spans = run_all(options, source, span_with_memory, sink).by_index();
    CHECK(sink.count(OutcomeClass::ok) == 60);
    CHECK(most_at_once(spans) <= 2);
    for (const auto& large : spans) {
        for (const auto& other : spans) {
            const bool apart = large.first % 10 == 9 && other.first != large.first;
            if (apart) {
                CAPTURE(large.first);
                CAPTURE(other.first);
                CHECK(most_at_once({{0, large.second}, {1, other.second}}) == 1);
            }
        }
    }
}

inline void grants_any_memory_where_there_is_no_limit(const ExecutorOptions& options) {
    CountingSource source(30, 7);
    KeepingSink sink;
    const Worker greedy = [](const Task& task, TaskContext& context) {
        context.need_memory(~std::uint64_t{0});
        context.need_memory(1);
        return echo(task, context);
    };
    run_all(options, source, greedy, sink);
    CHECK(sink.count(OutcomeClass::ok) == 30);
}

inline void a_stop_ends_the_wait_for_memory(const ExecutorOptions& fixed) {
    ExecutorOptions options = fixed;
    options.max_memory = 100;
    options.grace = 5s;
    StopFlag stop = make_stop();
    CountingSource source(12, 1);
    KeepingSink sink;
    sink.on_accept = [&](const TaskResult&) { stop.request(); };
    const Worker worker = [](const Task& task, TaskContext& context) {
        if (task.index > 0) {
            context.need_memory(100);
        }
        sleep_for(task.index > 0 ? 150ms : 50ms);
        return echo(task, context);
    };
    const auto before = std::chrono::steady_clock::now();
    CHECK(make_executor(options)->run(source, worker, sink, stop).has_value());
    CHECK(std::chrono::steady_clock::now() - before < 1s);
    CHECK(sink.by_index().size() == source.pulled);
    CHECK(sink.count(OutcomeClass::ok) + sink.count(OutcomeClass::cancelled) == source.pulled);
}

inline void hands_no_files_where_there_is_no_broker(const ExecutorOptions& options) {
    CountingSource source(5, 2);
    KeepingSink sink;
    const Worker worker = [](const Task&, TaskContext& context) {
        const Handed handed = context.fetch();
        const bool none = handed.descriptors.empty() && handed.note.empty();
        return std::string(none && !context.give_back("anything") ? "nothing" : "something");
    };
    for (const TaskResult& result : run_all(options, source, worker, sink).results) {
        CHECK(result.payload == "nothing");
    }
}

inline void runs_again(const ExecutorOptions& options) {
    const auto executor = make_executor(options);
    const StopFlag stop = make_stop();
    for (int round = 0; round < 3; ++round) {
        CountingSource source(50, 5);
        KeepingSink sink;
        CHECK(executor->run(source, echo, sink, stop).has_value());
        CHECK(sink.by_index().size() == 50);
    }
}

inline void lets_what_the_sink_throws_out(const ExecutorOptions& options) {
    CountingSource source(100, 4);
    KeepingSink sink;
    sink.on_accept = [](const TaskResult&) { throw std::runtime_error("sink"); };
    const StopFlag stop = make_stop();
    const auto executor = make_executor(options);
    CHECK_THROWS_AS(static_cast<void>(executor->run(source, echo, sink, stop)), std::runtime_error);
}

struct ContractCase {
    const char* promise;
    void (*check)(const ExecutorOptions&);
};

inline constexpr std::array<ContractCase, 17> contract{{
    {"answers every task once", answers_every_task_once},
    {"keeps any bytes", keeps_any_bytes},
    {"carries payloads larger than a pipe", carries_payloads_larger_than_a_pipe},
    {"survives workers that throw", survives_workers_that_throw},
    {"bounds what is in flight", bounds_what_is_in_flight},
    {"takes more lanes where tasks wait", takes_more_lanes_where_tasks_wait},
    {"takes no more lanes where tasks wait for memory",
     takes_no_more_lanes_where_tasks_wait_for_memory},
    {"waits for a source that has nothing yet", waits_for_a_source_that_has_nothing_yet},
    {"does nothing after a stop", does_nothing_after_a_stop},
    {"stops in the middle", stops_in_the_middle},
    {"a stop ends the wait for a source", a_stop_ends_the_wait_for_a_source},
    {"grants no more memory than there is", grants_no_more_memory_than_there_is},
    {"grants any memory where there is no limit", grants_any_memory_where_there_is_no_limit},
    {"a stop ends the wait for memory", a_stop_ends_the_wait_for_memory},
    {"hands no files where there is no broker", hands_no_files_where_there_is_no_broker},
    {"runs again", runs_again},
    {"lets what the sink throws out", lets_what_the_sink_throws_out},
}};

/// Checks all of the contract for an executor of this kind with 1, 2 and 5 lanes.
inline void check_contract(ExecutorKind kind) {
    for (const unsigned jobs : {1U, 2U, 5U}) {
        for (const ContractCase& each : contract) {
            CAPTURE(jobs);
            CAPTURE(each.promise);
            const Deadline deadline(20s);
            ExecutorOptions options;
            options.kind = kind;
            options.jobs = jobs;
            each.check(options);
        }
    }
}

} // namespace imgbatch::test
