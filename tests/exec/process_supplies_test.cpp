#include "base/fd.h"
#include "exec/executor_contract.h"
#include "exec/leak_check.h"
#include "exec/process_faults.h"
#include "exec/raw_worker.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>

#include <set>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

ExecutorOptions process(unsigned jobs) {
    ExecutorOptions options;
    options.kind = ExecutorKind::process;
    options.jobs = jobs;
    options.timeout = 1s;
    return options;
}

/// Hands each task the file of a folder that bears its index, and a note.
class FolderBroker final : public Broker {
public:
    Handed open(const Task& task) override {
        CHECK(opened.insert(task.index).second);
        const std::string path = folder / std::to_string(task.index);
        files[task.index] = Fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        ++opens;
        return {{files[task.index].get()}, note + task.payload};
    }

    std::string settle(const Task& task, std::string answer) override {
        CHECK(opened.erase(task.index) == 1);
        files.erase(task.index);
        ++settled;
        return "settled " + answer;
    }

    void abandon(const Task& task) override {
        CHECK(opened.erase(task.index) == 1);
        files.erase(task.index);
        ++abandoned;
    }

    TempDir folder;
    std::string note = "for ";
    std::set<std::uint64_t> opened;
    std::map<std::uint64_t, Fd> files;
    unsigned opens = 0;
    unsigned settled = 0;
    unsigned abandoned = 0;
};

/// Fetches, writes its payload into the file and says what note came.
std::string write_to_file(const Task& task, TaskContext& context) {
    const Handed handed = context.fetch();
    if (handed.descriptors.size() != 1 || !context.fetch().descriptors.empty()) {
        return "not one file";
    }
    const std::string text = "content of " + task.payload;
    const auto written = ::write(handed.descriptors[0], text.data(), text.size());
    return written == static_cast<ssize_t>(text.size()) ? handed.note : "not written";
}

Expected<void> no_lock(const std::vector<std::string>&) {
    return {};
}

struct Run {
    KeepingSink sink;
    std::map<std::uint64_t, TaskResult> results;

    Run(const ExecutorOptions& options, std::uint64_t count, const Worker& worker,
        std::size_t batch = 4) {
        const Deadline deadline(30s);
        const LeakCheck leaks;
        CountingSource source(count, batch);
        run_all(options, source, worker, sink);
        results = sink.by_index();
    }

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

} // namespace

// Locking in.

TEST_CASE("every worker is locked in before its first task, with the needs, once") {
    ExecutorOptions options = process(3);
    static std::string locked; // in each worker its own
    locked.clear();
    options.confinement.needs = {"one", "two"};
    options.confinement.lock_in = [](const std::vector<std::string>& needs) -> Expected<void> {
        for (const std::string& need : needs) {
            locked += need + " ";
        }
        return {};
    };
    const Run run(options, 40, [](const Task& task, TaskContext& context) {
        return task.index == 11 ? misbehave(Task{11, 1, "exit:1"}, context) : locked;
    });
    for (const auto& [index, result] : run.results) {
        CHECK(result.payload == (index == 11 ? "" : "one two "));
    }
    CHECK(locked.empty());
}

TEST_CASE("a worker that cannot be locked in ends the run, which tells exactly why") {
    for (const unsigned jobs : {1U, 4U}) {
        const Deadline deadline(20s);
        const LeakCheck leaks;
        ExecutorOptions options = process(jobs);
        options.confinement.lock_in = [](const std::vector<std::string>&) -> Expected<void> {
            return Error{OutcomeClass::usage, Stage::worker, "no lock to be had", ENOSYS};
        };
        CountingSource source(1000, 10);
        KeepingSink sink;
        const StopFlag stop = make_stop();
        const auto ended = make_executor(options)->run(source, echo, sink, stop);
        REQUIRE_FALSE(ended.has_value());
        CHECK(ended.error().code == OutcomeClass::usage);
        CHECK(ended.error().stage == Stage::worker);
        CHECK(ended.error().message == "no lock to be had");
        CHECK(ended.error().errno_value == ENOSYS);
        CHECK(sink.by_index().size() == source.pulled);
        CHECK(sink.count(OutcomeClass::cancelled) == source.pulled);
    }
}

TEST_CASE("a lock that throws ends the run too") {
    const Deadline deadline(20s);
    ExecutorOptions options = process(2);
    options.confinement.lock_in = [](const std::vector<std::string>&) -> Expected<void> {
        throw std::runtime_error("out of locks");
    };
    CountingSource source(10, 10);
    KeepingSink sink;
    const StopFlag stop = make_stop();
    const auto ended = make_executor(options)->run(source, echo, sink, stop);
    REQUIRE_FALSE(ended.has_value());
    CHECK(ended.error().message.find("out of locks") != std::string::npos);
}

TEST_CASE("a confined worker holds its own descriptors and none of the program") {
    const Fd secret(::open("/etc/passwd", O_RDONLY | O_CLOEXEC));
    FolderBroker broker;
    ExecutorOptions options = process(2);
    options.confinement.lock_in = no_lock;
    const Worker count = [](const Task&, TaskContext&) {
        return std::to_string(open_descriptors());
    };
    // "." and "..", the folder itself, the standard streams, two pipe ends, the bell, statm.
    for (const auto& [index, result] : Run(options, 12, count).results) {
        CHECK(result.payload == "10");
    }
    options.confinement.broker = &broker;
    for (const auto& [index, result] : Run(options, 12, count).results) {
        CHECK(result.payload == "11");
    }
}

// Files.

TEST_CASE("a broker opens for each task that asks, and has the last word on its answer") {
    FolderBroker broker;
    ExecutorOptions options = process(3);
    options.confinement.broker = &broker;
    const Worker worker = [](const Task& task, TaskContext& context) {
        return task.index % 3 == 0 ? echo(task, context) : write_to_file(task, context);
    };
    const Run run(options, 60, worker);
    for (const auto& [index, result] : run.results) {
        const std::string digits = std::to_string(index);
        CHECK(result.payload == (index % 3 == 0 ? "<" + digits + ">" : "settled for " + digits));
        if (index % 3 != 0) {
            CHECK(read_file(broker.folder / digits) == "content of " + digits);
        }
    }
    CHECK(broker.opens == 40);
    CHECK(broker.settled == 40);
    CHECK(broker.abandoned == 0);
}

TEST_CASE("what was handed lives as long as its task") {
    FolderBroker broker;
    ExecutorOptions options = process(1);
    options.confinement.broker = &broker;
    const Worker worker = [](const Task& task, TaskContext& context) {
        const int before = open_descriptors();
        write_to_file(task, context);
        return std::to_string(before) + " " + std::to_string(open_descriptors());
    };
    const Run run(options, 10, worker);
    for (const auto& [index, result] : run.results) {
        CHECK(result.payload == run.results.at(0).payload);
    }
}

TEST_CASE("a broker is told of every task that asked and has no answer") {
    for (const char* fault : {"segv", "exit:0", "hang", "garbage", "throw"}) {
        CAPTURE(fault);
        FolderBroker broker;
        ExecutorOptions options = process(2);
        options.timeout = 250ms;
        options.confinement.broker = &broker;
        const Worker worker = [&](const Task& task, TaskContext& context) {
            std::string answer = write_to_file(task, context);
            return task.index == 5 ? misbehave(Task{5, 1, fault}, context) : answer;
        };
        const Run run(options, 12, worker);
        run.check_others_are_ok(5);
        const unsigned attempts = fault == std::string_view("throw") ? 1 : 2;
        CHECK(run.results.at(5).ending != OutcomeClass::ok);
        CHECK(run.results.at(5).attempts == attempts);
        CHECK(broker.abandoned == attempts);
        CHECK(broker.settled == 11);
        CHECK(broker.opened.empty());
    }
}

TEST_CASE("a stop settles what is finished and abandons the rest") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    FolderBroker broker;
    StopFlag stop = make_stop();
    ExecutorOptions options = process(2);
    options.confinement.broker = &broker;
    options.grace = 100ms;
    CountingSource source(20, 2);
    KeepingSink sink;
    sink.on_accept = [&](const TaskResult&) { stop.request(); };
    const Worker worker = [](const Task& task, TaskContext& context) {
        std::string answer = write_to_file(task, context);
        sleep_for(task.index % 2 == 0 ? 10ms : 3s);
        return answer;
    };
    CHECK(make_executor(options)->run(source, worker, sink, stop).has_value());
    CHECK(sink.by_index().size() == source.pulled);
    CHECK(broker.opened.empty());
    CHECK(broker.opens == broker.settled + broker.abandoned);
    CHECK(broker.settled == sink.count(OutcomeClass::ok));
    CHECK(broker.abandoned > 0);
}

TEST_CASE("a worker that is started later inherits no other task's files") {
    FolderBroker broker;
    ExecutorOptions options = process(2);
    options.confinement.broker = &broker;
    const Worker worker = [](const Task& task, TaskContext& context) {
        if (task.index == 0) {
            write_to_file(task, context);
            sleep_for(600ms);
        } else if (task.index == 5) {
            sleep_for(50ms);
            misbehave(Task{5, 1, "exit:1"}, context);
        }
        return std::to_string(open_descriptors() - (task.index == 0 ? 1 : 0));
    };
    const Run run(options, 30, worker, 1);
    for (const auto& entry : run.results) {
        const std::uint64_t index = entry.first;
        const TaskResult& result = entry.second;
        CAPTURE(index);
        if (index > 0 && index != 5) {
            CHECK(result.payload == run.results.at(1).payload);
        }
    }
}

TEST_CASE("a broker that hands too much ends the run") {
    const Deadline deadline(20s);
    const LeakCheck leaks;
    FolderBroker broker;
    broker.note = std::string(Handed::longest_note, 'x');
    ExecutorOptions options = process(2);
    options.confinement.broker = &broker;
    CountingSource source(20, 2);
    KeepingSink sink;
    const StopFlag stop = make_stop();
    const auto ended = make_executor(options)->run(source, write_to_file, sink, stop);
    REQUIRE_FALSE(ended.has_value());
    CHECK(ended.error().code == OutcomeClass::internal);
    CHECK(sink.by_index().size() == source.pulled);
    CHECK(broker.opened.empty());
}

// Workers that are taken over. One batch, number 1, in one worker, and no second attempt.

namespace {

/// Runs 6 tasks, of which number 2 does `misdeed` and is to be blamed for it.
void check_blamed(ExecutorOptions options,
                  const std::function<void(const Task&, TaskContext&)>& misdeed) {
    options.jobs = 1;
    options.retries = 0;
    const Worker worker = [&](const Task& task, TaskContext& context) {
        if (task.index == 2) {
            misdeed(task, context);
        }
        return echo(task, context);
    };
    const Run run(options, 6, worker, 6);
    CHECK(run.results.at(2).ending == OutcomeClass::crashed);
    CHECK(run.results.at(2).message.find("garbage") != std::string::npos);
    run.check_others_are_ok(2);
}

} // namespace

TEST_CASE("a worker that asks for files where there is no broker is found out") {
    check_blamed(process(1), [](const Task& task, TaskContext&) {
        say(FetchMessage{1, task.index});
        sleep_for(5s);
    });
}

TEST_CASE("a worker that asks twice, out of turn or for another task is found out") {
    FolderBroker broker;
    ExecutorOptions options = process(1);
    options.confinement.broker = &broker;
    check_blamed(options, [](const Task& task, TaskContext& context) {
        context.fetch();
        say(FetchMessage{1, task.index});
        sleep_for(5s);
    });
    CHECK(broker.opens == 1);
    CHECK(broker.abandoned == 1);
    check_blamed(options, [](const Task& task, TaskContext&) {
        say(FetchMessage{1, task.index + 1});
        sleep_for(5s);
    });
    check_blamed(options, [](const Task& task, TaskContext&) {
        say(FetchMessage{7, task.index});
        sleep_for(5s);
    });
    CHECK(broker.opens == 1);
    // Done before the answer has come; it was blamed with its files on the way.
    check_blamed(options, [](const Task& task, TaskContext&) {
        std::string bytes;
        append(bytes, FetchMessage{1, task.index});
        append(bytes, FetchMessage{1, task.index});
        say_raw(bytes);
        sleep_for(5s);
    });
    CHECK(broker.opened.empty());
}

TEST_CASE("a worker that asks for memory twice, grants it itself or goes on unasked is found out") {
    ExecutorOptions options = process(1);
    options.max_memory = 100;
    check_blamed(options, [](const Task& task, TaskContext& context) {
        context.need_memory(100);
        say(NeedMessage{1, task.index, 1});
        sleep_for(5s);
    });
    check_blamed(options, [](const Task& task, TaskContext&) {
        say(GrantMessage{1, task.index});
        sleep_for(5s);
    });
    check_blamed(options, [](const Task& task, TaskContext&) {
        std::string bytes;
        append(bytes, NeedMessage{1, task.index, 1});
        append(bytes, TimeMessage{1, task.index, 1ms});
        say_raw(bytes);
        sleep_for(5s);
    });
}

TEST_CASE("a worker at work cannot end the run by a refusal, nor give back unless it is confined") {
    check_blamed(process(1), [](const Task&, TaskContext&) {
        say(RefusedMessage{{OutcomeClass::usage, Stage::worker, "ha", 1}});
        sleep_for(5s);
    });
    check_blamed(process(1), [](const Task& task, TaskContext&) {
        say(GiveBackMessage{1, task.index, "x"});
        sleep_for(5s);
    });
}

TEST_CASE("a worker that never takes its files blocks nobody and is found out") {
    FolderBroker broker;
    broker.note = std::string(Handed::longest_note - 100, 'x');
    ExecutorOptions options = process(1);
    options.confinement.broker = &broker;
    options.retries = 0;
    const Worker worker = [](const Task& task, TaskContext&) -> std::string {
        say(FetchMessage{1, task.index});
        wait_for_files();
        sleep_for(20ms); // the first stays there: wait for the parent to have sent this one
        return "done";
    };
    const Run run(options, 60, worker, 60);
    CHECK(run.sink.count(OutcomeClass::ok) > 0);
    CHECK(run.sink.count(OutcomeClass::crashed) > 0);
    CHECK(run.sink.count(OutcomeClass::ok) + run.sink.count(OutcomeClass::crashed) == 60);
    CHECK(broker.opened.empty());
}

// Giving back.

namespace {

/// What this worker was started with.
std::set<std::string>& started_with() {
    static std::set<std::string> needs;
    return needs;
}

ExecutorOptions with_needs(unsigned jobs) {
    ExecutorOptions options = process(jobs);
    options.confinement.lock_in = [](const std::vector<std::string>& needs) -> Expected<void> {
        started_with() = {needs.begin(), needs.end()};
        return {};
    };
    return options;
}

} // namespace

TEST_CASE("a task that is given back is begun anew where its need is loaded, without blame") {
    for (const unsigned jobs : {1U, 3U}) {
        FolderBroker broker;
        ExecutorOptions options = with_needs(jobs);
        options.confinement.broker = &broker;
        options.max_memory = 100;
        const Worker worker = [](const Task& task, TaskContext& context) -> std::string {
            context.need_memory(100);
            write_to_file(task, context);
            const std::string need = task.index % 2 == 0 ? "avif" : "other";
            if (task.index >= 6 && !started_with().contains(need)) {
                return context.give_back(need) ? "thrown away" : "not taken back";
            }
            return need;
        };
        const Run run(options, 40, worker);
        for (const auto& entry : run.results) {
            const std::uint64_t index = entry.first;
            const TaskResult& result = entry.second;
            CAPTURE(index);
            CHECK(result.ending == OutcomeClass::ok);
            CHECK(result.payload == (index % 2 == 0 ? "settled avif" : "settled other"));
            CHECK(result.attempts == 1);
        }
        CHECK(run.sink.lost.empty());
        CHECK(broker.settled == 40);
        CHECK(broker.opened.empty());
        CHECK(broker.abandoned >= 2);
        CHECK(broker.abandoned <= 2 * jobs);
        if (jobs == 1) {
            std::vector<std::uint64_t> order;
            for (const TaskResult& result : run.sink.results) {
                order.push_back(result.index);
            }
            CHECK(std::is_sorted(order.begin(), order.end()));
        }
    }
}

TEST_CASE("a task that is given back for what was loaded is the one to blame") {
    ExecutorOptions options = with_needs(2);
    options.confinement.needs = {"known"};
    const Worker worker = [](const Task& task, TaskContext& context) {
        if (task.index == 5) {
            context.give_back("known");
        } else if (task.index == 7) {
            context.give_back("new");
        }
        return echo(task, context);
    };
    const Run run(options, 12, worker);
    for (const auto& entry : run.results) {
        const std::uint64_t index = entry.first;
        const TaskResult& result = entry.second;
        const bool guilty = index == 5 || index == 7;
        CAPTURE(index);
        CHECK(result.ending == (guilty ? OutcomeClass::crashed : OutcomeClass::ok));
        CHECK(result.attempts == 1);
        CHECK((result.message.find("was started with") != std::string::npos) == guilty);
    }
    CHECK(run.sink.lost.empty());
}

TEST_CASE("however many things tasks need, it comes to an end") {
    const Worker worker = [](const Task& task, TaskContext& context) {
        const std::string need = "need " + task.payload;
        if (!started_with().contains(need)) {
            context.give_back(need);
        }
        return echo(task, context);
    };
    const Run run(with_needs(2), 40, worker);
    CHECK(run.sink.count(OutcomeClass::ok) == Confinement::most_new_needs);
    CHECK(run.sink.count(OutcomeClass::crashed) == 40 - Confinement::most_new_needs);
    CHECK(run.sink.lost.empty());
}

TEST_CASE("a worker that gives back and does not leave is made to") {
    ExecutorOptions options = with_needs(1);
    options.timeout = 0ms;
    const Worker worker = [](const Task& task, TaskContext& context) {
        if (task.index == 2 && !started_with().contains("x")) {
            say(GiveBackMessage{1, task.index, "x"});
            sleep_for(20s);
        }
        return echo(task, context);
    };
    const Run run(options, 6, worker, 6);
    run.check_others_are_ok(6);
    REQUIRE(run.sink.lost.size() == 1);
    CHECK_FALSE(run.sink.lost[0].running);
}
