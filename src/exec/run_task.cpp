#include "exec/run_task.h"

#include "exec/memory_gate.h"

#include <exception>
#include <new>
#include <string>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::size_t longest_message = 4096;

TaskResult failed(std::uint64_t index, OutcomeClass ending, std::string message) {
    TaskResult result;
    result.index = index;
    result.ending = ending;
    result.message = std::move(message);
    return result;
}

} // namespace

TaskResult run_task(const Worker& worker, const Task& task, TaskContext& context) {
    try {
        TaskResult result;
        result.index = task.index;
        result.payload = worker(task, context);
        return result;
    } catch (const StoppedWhileWaiting&) {
        return cancelled_result(task.index, 1);
    } catch (const std::bad_alloc&) {
        return failed(task.index, OutcomeClass::memory, "not enough memory");
    } catch (const std::exception& error) {
        const std::string_view what = error.what();
        return failed(task.index, OutcomeClass::crashed,
                      "the worker threw: " + std::string(what.substr(0, longest_message)));
    } catch (...) {
        return failed(task.index, OutcomeClass::crashed,
                      "the worker threw something that is no std::exception");
    }
}

TaskResult cancelled_result(std::uint64_t index, unsigned attempts) {
    TaskResult result = failed(index, OutcomeClass::cancelled, "the run was stopped");
    result.attempts = attempts;
    return result;
}

} // namespace imgbatch
