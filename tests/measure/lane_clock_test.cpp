#include "measure/lane_clock.h"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <thread>

using namespace imgbatch;

namespace {

class Kept : public ResultSink {
public:
    void accept(TaskResult result) override { results[result.index] = std::move(result); }
    void worker_lost(pid_t pid, const Task* running) override {
        (void)running;
        lost = pid;
    }
    std::map<std::uint64_t, TaskResult> results;
    pid_t lost = 0;
};

/// Task i in a batch of its own.
class Singles : public BatchSource {
public:
    explicit Singles(std::uint64_t count) : count_(count) {}
    Pulled next() override {
        if (next_ == count_) {
            return NoMore{};
        }
        const std::uint64_t index = next_++;
        return Batch{{Task{index, 1, std::to_string(index)}}};
    }

private:
    std::uint64_t count_;
    std::uint64_t next_ = 0;
};

/// Task 0 takes 120 ms, all others 1 ms.
std::string work(const Task& task) {
    std::this_thread::sleep_for(std::chrono::milliseconds(task.index == 0 ? 120 : 1));
    return "answer " + task.payload;
}

TaskResult stamped(std::uint64_t index) {
    class Context : public TaskContext {};
    Context context;
    TaskResult result;
    result.index = index;
    result.payload = timed_worker([](const Task&, TaskContext&) { return std::string("x"); })(
        Task{index, 1, ""}, context);
    return result;
}

} // namespace

TEST_CASE("answers come as the plain worker gave them, and the lanes' times are kept") {
    for (const ExecutorKind kind :
         {ExecutorKind::process, ExecutorKind::tbb, ExecutorKind::sequential}) {
        CAPTURE(to_word(kind));
        const auto stop = StopFlag::create();
        REQUIRE(stop);
        ExecutorOptions options;
        options.kind = kind;
        options.jobs = 2;
        const auto executor = make_executor(options);
        Singles source(20);
        Kept kept;
        LaneClock clock(kept);
        const Worker worker =
            timed_worker([](const Task& task, TaskContext&) { return work(task); });
        REQUIRE(executor->run(source, worker, clock, *stop));
        REQUIRE(kept.results.size() == 20);
        for (const auto& [index, result] : kept.results) {
            CHECK(result.payload == "answer " + std::to_string(index));
        }
        const LaneTimes times = clock.times(executor->lanes());
        CHECK(times.busy_ns >= 139'000'000);
        if (kind == ExecutorKind::sequential) {
            CHECK(times.tail_ns == 0);
        } else {
            // One lane has the long task while the other does all the rest, some 20 ms.
            CHECK(times.tail_ns > 20'000'000);
            CHECK(times.tail_ns < 130'000'000);
        }
    }
}

TEST_CASE("a lane that never had a task idled from the beginning") {
    Kept kept;
    LaneClock clock(kept);
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
    clock.accept(stamped(0));
    CHECK(clock.times(1).tail_ns == 0);
    CHECK(clock.times(2).tail_ns >= 15'000'000);
}

TEST_CASE("results without an answer pass as they are, and lost workers are told on") {
    Kept kept;
    LaneClock clock(kept);
    TaskResult crashed;
    crashed.index = 7;
    crashed.ending = OutcomeClass::crashed;
    crashed.message = "its worker died of SIGSEGV";
    clock.accept(crashed);
    clock.worker_lost(1234, nullptr);
    CHECK(kept.results.at(7).message == "its worker died of SIGSEGV");
    CHECK(kept.lost == 1234);
    CHECK(clock.times(2).busy_ns == 0);
    CHECK(clock.times(2).tail_ns == 0);
}

TEST_CASE("an answer too short for a stamp is handed on untouched") {
    Kept kept;
    LaneClock clock(kept);
    TaskResult odd;
    odd.payload = "short";
    clock.accept(odd);
    CHECK(kept.results.at(0).payload == "short");
}
