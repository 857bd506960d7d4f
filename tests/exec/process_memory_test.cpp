#include "exec/executor_contract.h"
#include "exec/leak_check.h"
#include "exec/process_faults.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <random>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// A hundred bytes of memory for all.
ExecutorOptions scarce(unsigned jobs) {
    ExecutorOptions options;
    options.kind = ExecutorKind::process;
    options.jobs = jobs;
    options.timeout = 300ms;
    options.max_memory = 100;
    return options;
}

std::map<std::uint64_t, TaskResult> obeyed(const std::vector<std::string>& orders,
                                           const ExecutorOptions& options, std::size_t batch = 1) {
    const Deadline deadline(30s);
    const LeakCheck leaks;
    CountingSource source(orders.size(), batch);
    source.payload = [&](std::uint64_t index) { return orders[index]; };
    KeepingSink sink;
    return run_all(options, source, misbehave, sink).by_index();
}

} // namespace

TEST_CASE("the wait for memory is no part of a task's time, but all else is") {
    // The last of six has waited for a second.
    std::vector<std::string> orders(6, "need:100:slow:200");
    orders.emplace_back("need:100:hang");
    orders.emplace_back("slow:200:need:100:slow:200");
    const auto results = obeyed(orders, scarce(6));
    for (const auto& entry : results) {
        const std::uint64_t index = entry.first;
        const TaskResult& result = entry.second;
        CAPTURE(index);
        CHECK(result.ending == (index == 6 ? OutcomeClass::timeout : OutcomeClass::ok));
    }
}

TEST_CASE("time that was used before the wait for memory counts") {
    const Deadline deadline(30s);
    CountingSource source(2, 1);
    KeepingSink sink;
    const Worker worker = [](const Task& task, TaskContext& context) {
        if (task.index == 1) {
            sleep_for(200ms);
        }
        context.need_memory(100);
        sleep_for(task.index == 1 ? 250ms : 280ms);
        return echo(task, context);
    };
    ExecutorOptions options = scarce(2);
    options.timeout = 350ms;
    const auto results = run_all(options, source, worker, sink).by_index();
    CHECK(results.at(0).ending == OutcomeClass::ok);
    CHECK(results.at(1).ending == OutcomeClass::timeout);
}

TEST_CASE("batches that come while a task waits for memory are not lost") {
    // Two batches in each worker's pipe, of tasks that all wait.
    const auto results = obeyed(std::vector<std::string>(60, "need:60:slow:1"), scarce(3), 5);
    for (const auto& [index, result] : results) {
        CHECK(result.ending == OutcomeClass::ok);
        CHECK(result.attempts == 1);
    }
}

TEST_CASE(
    "a worker that dies with its grant, or while it waits for one, leaves the memory to others") {
    for (const char* fault : {"need:100:segv", "need:100:exit:0", "need:100:hang",
                              "need:70:garbage", "doom:30:need:100:hang"}) {
        CAPTURE(fault);
        std::vector<std::string> orders(12, "need:100:slow:40");
        orders[3] = fault;
        orders[4] = fault;
        const auto results = obeyed(orders, scarce(4));
        for (const auto& entry : results) {
            const std::uint64_t index = entry.first;
            const TaskResult& result = entry.second;
            CAPTURE(index);
            const bool guilty = index == 3 || index == 4;
            CHECK((result.ending == OutcomeClass::ok) == !guilty);
            CHECK(result.attempts == (guilty ? 2 : 1));
        }
    }
}

TEST_CASE("where memory is short a storm of faults finds the guilty and serves everyone else") {
    const Deadline deadline(90s);
    std::mt19937 random(23);
    const std::vector<std::string> faults{"segv", "exit:3", "kill", "hang", "garbage", "half"};
    std::vector<std::string> orders;
    std::vector<bool> guilty;
    for (int i = 0; i < 400; ++i) {
        const bool bad = random() % 16 == 0;
        const bool asks = random() % 2 == 0;
        std::string order = bad ? faults[random() % faults.size()] : "slow:1";
        if (asks) {
            order = "need:" + std::to_string(random() % 150) + ":" + order;
        }
        orders.push_back(std::move(order));
        guilty.push_back(bad);
    }
    ExecutorOptions options = scarce(4);
    options.timeout = 200ms;
    for (const auto& entry : obeyed(orders, options, 8)) {
        const std::uint64_t index = entry.first;
        const TaskResult& result = entry.second;
        CAPTURE(orders[index]);
        CAPTURE(result.message);
        CHECK((result.ending != OutcomeClass::ok) == guilty[index]);
        CHECK(result.attempts == (guilty[index] ? 2 : 1));
    }
}
