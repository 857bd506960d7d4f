#include "exec/fakes.h"
#include "exec/leak_check.h"
#include "exec/process_faults.h"
#include "support/deadline.h"
#include "support/proc_number.h"
#include "support/skip.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

/// Living and dead ones; 0 where the kernel does not tell.
int children_of_this_process() {
    std::ifstream list("/proc/thread-self/children");
    int count = 0;
    for (std::string pid; list >> pid;) {
        ++count;
    }
    return count;
}

/// What a run may not let grow.
struct Held {
    long memory_kib = proc_number("status", "VmRSS:");
    int descriptors = open_descriptors();
    int children = children_of_this_process();
};

unsigned number_from(const char* name, unsigned otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<unsigned>(std::atoi(text));
}

/// Tells the sum only: keeping twenty thousand results would be a growth of its own.
class CountingSink : public ResultSink {
public:
    void accept(TaskResult result) override {
        ++told;
        crashed += result.ending == OutcomeClass::crashed ? 1U : 0U;
        ok += result.ending == OutcomeClass::ok ? 1U : 0U;
        if (told == warm_up) {
            before = Held();
        }
        if (told > warm_up && told % 500 == 0) {
            const Held now;
            most_descriptors = std::max(most_descriptors, now.descriptors);
            most_children = std::max(most_children, now.children);
            after = now;
        }
    }
    void worker_lost(pid_t, const Task*) override { ++lost; }

    unsigned warm_up = 1000;
    unsigned told = 0;
    unsigned ok = 0;
    unsigned crashed = 0;
    unsigned lost = 0;
    int most_descriptors = 0;
    int most_children = 0;
    Held before;
    Held after;
};

} // namespace

TEST_CASE("however many workers die, the parent grows by nothing") {
    const unsigned tasks = number_from("IMGBATCH_SOAK_TASKS", 6000);
    const Deadline deadline(std::chrono::seconds(60 + tasks / 20));
    const LeakCheck leaks;
    CountingSource source(tasks, 16);
    // One in forty dies, twice each: of 20,000 tasks 500, which is 1,000 deaths.
    source.payload = [](std::uint64_t index) {
        return std::string(index % 40 == 7 ? (index % 80 == 7 ? "segv" : "exit:3") : "ok");
    };
    ExecutorOptions options;
    options.kind = ExecutorKind::process;
    options.jobs = 2;
    CountingSink sink;
    const StopFlag stop = make_stop();
    REQUIRE(make_executor(options)->run(source, misbehave, sink, stop).has_value());

    CHECK(sink.told == tasks);
    CHECK(sink.crashed == tasks / 40);
    CHECK(sink.ok == tasks - tasks / 40);
    CHECK(sink.lost == 2 * (tasks / 40));
    MESSAGE(sink.lost, " deaths, memory ", sink.before.memory_kib, " KiB then ",
            sink.after.memory_kib, " KiB");
    if (!skipped_for_sanitizer()) { // what is freed waits in its quarantine
        CHECK(sink.after.memory_kib <= sink.before.memory_kib * 105 / 100);
    }
    // A lane has a few; a worker that is being replaced may be counted with its successor.
    CHECK(sink.most_descriptors <= sink.before.descriptors + 8);
    CHECK(sink.most_children <= static_cast<int>(options.jobs) + 2);
}
