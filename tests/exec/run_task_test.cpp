#include "exec/run_task.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace imgbatch;

TEST_CASE("a message of any length that a worker throws is cut") {
    TaskContext context;
    const Worker worker = [](const Task&, TaskContext&) -> std::string {
        throw std::runtime_error(std::string(100'000, 'x'));
    };
    const auto result = run_task(worker, Task{7, 1, ""}, context);
    CHECK(result.index == 7);
    CHECK(result.ending == OutcomeClass::crashed);
    CHECK(result.message.size() > 4000);
    CHECK(result.message.size() < 5000);
}

TEST_CASE("an empty worker function is a crash, not a surprise") {
    TaskContext context;
    CHECK(run_task(Worker(), Task{1, 1, ""}, context).ending == OutcomeClass::crashed);
}
