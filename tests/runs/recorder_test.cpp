#include "run/recorder.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <thread>

namespace imgbatch {
namespace {

class Listener : public Observer {
public:
    Expected<void> outcome(const ImageOutcome& outcome) override {
        CHECK_FALSE(busy.exchange(true)); // never two at once
        outcomes.push_back(outcome);
        busy = false;
        return {};
    }

    std::vector<ImageOutcome> outcomes;
    std::atomic<bool> busy{false};
};

struct Fixture {
    StopFlag stop = *StopFlag::create();
    Listener listener;
    Recorder recorder{listener, nullptr, stop};
};

Batch batch_of(const ImageTask& task) {
    return {{Task{task.index, 1, encode(task)}}};
}

ImageTask some_task() {
    ImageTask task;
    task.index = 3;
    task.input = "in/a.jpg";
    task.output = "out/a.jpg";
    task.input_bytes = 1234;
    return task;
}

} // namespace

TEST_CASE("an answer is told with the executor's count of attempts") {
    Fixture f;
    f.recorder.expect(batch_of(some_task()));
    ImageOutcome outcome;
    outcome.input = "in/a.jpg";
    TaskResult result;
    result.index = 3;
    result.attempts = 2;
    result.payload = encode(outcome);
    f.recorder.accept(result);
    REQUIRE(f.listener.outcomes.size() == 1);
    CHECK(f.listener.outcomes[0].index == 3);
    CHECK(f.listener.outcomes[0].attempts == 2);
    CHECK(f.recorder.result().summary.count(OutcomeClass::ok) == 1);
}

TEST_CASE("a task whose worker died is told by its own names, with the signal") {
    Fixture f;
    f.recorder.expect(batch_of(some_task()));
    TaskResult result;
    result.index = 3;
    result.ending = OutcomeClass::crashed;
    result.signal = SIGSEGV;
    result.message = "the worker died";
    f.recorder.accept(result);
    REQUIRE(f.listener.outcomes.size() == 1);
    const ImageOutcome& told = f.listener.outcomes[0];
    CHECK(told.input == "in/a.jpg");
    CHECK(told.output == "out/a.jpg");
    CHECK(told.input_bytes == 1234);
    CHECK(told.outcome == OutcomeClass::crashed);
    CHECK(told.stage == Stage::worker);
    CHECK(told.signal == SIGSEGV);
}

TEST_CASE("an answer that makes no sense is a crash of that image") {
    Fixture f;
    f.recorder.expect(batch_of(some_task()));
    TaskResult result;
    result.index = 3;
    result.payload = "garbage";
    f.recorder.accept(result);
    REQUIRE(f.listener.outcomes.size() == 1);
    CHECK(f.listener.outcomes[0].outcome == OutcomeClass::crashed);
    CHECK(f.listener.outcomes[0].input == "in/a.jpg");
}

TEST_CASE("a full disk stops the run, one folder in the way does not") {
    for (const int reason : {ENOSPC, EROFS, EDQUOT, EIO}) {
        Fixture f;
        ImageOutcome outcome;
        outcome.outcome = OutcomeClass::write_error;
        outcome.errno_value = reason;
        f.recorder.tell(outcome);
        CHECK(f.stop.requested());
        REQUIRE(f.recorder.result().ended_early);
        CHECK(f.recorder.result().ended_early->errno_value == reason);
    }
    for (const int reason : {EISDIR, EACCES, EPERM}) {
        Fixture f;
        ImageOutcome outcome;
        outcome.outcome = OutcomeClass::write_error;
        outcome.errno_value = reason;
        f.recorder.tell(outcome);
        CHECK_FALSE(f.stop.requested());
        CHECK_FALSE(f.recorder.result().ended_early);
    }
}

TEST_CASE("two inputs that end at one output name are told, whatever was planned") {
    Fixture f;
    for (const std::uint64_t index : {1U, 2U}) {
        ImageTask task = some_task();
        task.index = index;
        f.recorder.expect(batch_of(task));
        ImageOutcome outcome;
        outcome.output = "out/pic.jpg";
        TaskResult result;
        result.index = index;
        result.payload = encode(outcome);
        f.recorder.accept(result);
    }
    REQUIRE(f.listener.outcomes.size() == 2);
    CHECK(f.listener.outcomes[0].outcome == OutcomeClass::ok);
    CHECK(f.listener.outcomes[1].outcome == OutcomeClass::collision);
}

TEST_CASE("what a dead worker left beside its output is swept, what others write is not") {
    const test::TempDir dir;
    Fixture f;
    ImageTask task = some_task();
    task.output = dir / "a.jpg";
    char host[256] = {};
    REQUIRE(::gethostname(host, sizeof host - 1) == 0);
    std::string name(host);
    std::replace(name.begin(), name.end(), '-', '_');
    dir.write(".imgbatch-" + name + "-4194305-0.tmp", "half");
    dir.write(".imgbatch-" + name + "-41943051-0.tmp", "another's");
    const Task running{3, 1, encode(task)};
    f.recorder.worker_lost(4194305, &running);
    std::ifstream swept(dir / (".imgbatch-" + name + "-4194305-0.tmp"));
    std::ifstream kept(dir / (".imgbatch-" + name + "-41943051-0.tmp"));
    CHECK_FALSE(swept.good());
    CHECK(kept.good());
}

TEST_CASE("scan and executor may tell at the same time") {
    Fixture f;
    const auto tell_many = [&] {
        for (int i = 0; i < 2000; ++i) {
            f.recorder.tell(ImageOutcome{});
        }
    };
    std::thread other(tell_many);
    tell_many();
    other.join();
    CHECK(f.listener.outcomes.size() == 4000);
    CHECK(f.recorder.result().summary.images() == 4000);
}

} // namespace imgbatch
