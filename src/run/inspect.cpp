#include "run/inspect.h"

#include "base/try.h"
#include "exec/task_list.h"
#include "run/confinement.h"
#include "run/inputs.h"

#include <algorithm>
#include <memory>

namespace imgbatch {
namespace {

/// Every input as a task of its own.
std::vector<Task> to_tasks(const std::vector<ImageTask>& images) {
    std::vector<Task> tasks;
    tasks.reserve(images.size());
    for (const ImageTask& image : images) {
        tasks.push_back({image.index, 1, encode(image)});
    }
    return tasks;
}

class InspectionSink : public ResultSink {
public:
    explicit InspectionSink(const std::vector<ImageTask>& tasks) : tasks_(tasks) {}

    void accept(TaskResult result) override {
        auto answer = decode_inspected(result.payload);
        if (result.ending == OutcomeClass::ok && answer) {
            if (answer->outcome != OutcomeClass::skipped_other) {
                results.push_back(*std::move(answer));
            }
            return;
        }
        Inspected lost;
        lost.index = result.index;
        lost.path = tasks_[result.index].input;
        lost.outcome = result.ending;
        lost.message = result.message;
        results.push_back(std::move(lost));
    }

    std::vector<Inspected> results;

private:
    const std::vector<ImageTask>& tasks_; ///< position = index
};

std::string inspect_payload(const std::string& payload, const DecodeOptions& decode) {
    const auto task = decode_image_task(payload);
    return task ? encode(inspect_image(*task, decode)) : std::string();
}

/// Headers are as hostile as pixels: workers are locked in where that can be had.
Expected<std::unique_ptr<Executor>> make_confined_executor(const InputOptions& input,
                                                           const ScanOptions& scan,
                                                           ExecutorOptions options) {
    options.kind = choose_executor(options.kind).kind;
    IMGBATCH_TRY(const auto sandbox, choose_sandbox(Sandbox::automatic, to_word(options.kind)));
    if (sandbox.level != Sandbox::off) {
        options.confinement = make_confinement(
            sandbox_rules_for_reading(sandbox.level, input, scan, options), OutputFormat::same);
    }
    return make_executor(options);
}

} // namespace

Expected<std::vector<Inspected>> inspect(const InputOptions& input, const ScanOptions& scan,
                                         const DecodeOptions& decode,
                                         const ExecutorOptions& executor_options,
                                         const StopFlag& stop) {
    IMGBATCH_TRY(auto inputs, open_inputs(input, scan, {}));
    std::vector<ImageTask> tasks;
    std::vector<Inspected> failed;
    for (Found& found : list_inputs(*inputs, &stop)) {
        if (found.error) {
            Inspected entry;
            entry.path = found.path;
            entry.outcome = found.error->code;
            entry.message = found.error->message;
            failed.push_back(std::move(entry));
            continue;
        }
        ImageTask task;
        task.index = tasks.size();
        task.input = std::move(found.path);
        task.named = found.named;
        tasks.push_back(std::move(task));
    }
    IMGBATCH_TRY(const auto executor, make_confined_executor(input, scan, executor_options));
    TaskList source(to_tasks(tasks), BatchLimits{}, executor->lanes());
    InspectionSink sink(tasks);
    IMGBATCH_TRY(executor->run(
        source,
        [&](const Task& task, TaskContext&) { return inspect_payload(task.payload, decode); }, sink,
        stop));
    std::sort(sink.results.begin(), sink.results.end(),
              [](const Inspected& a, const Inspected& b) { return a.index < b.index; });
    sink.results.insert(sink.results.end(), failed.begin(), failed.end());
    return std::move(sink.results);
}

} // namespace imgbatch
