#include <imgbatch/run.h>

#include "base/atomic_file.h"
#include "base/stopwatch.h"
#include "base/try.h"
#include "pipeline/options_hash.h"
#include "record/journal.h"
#include "run/confinement.h"
#include "run/file_broker.h"
#include "run/image_source.h"
#include "run/image_worker.h"
#include "run/inputs.h"
#include "run/plan.h"
#include "run/processor_pool.h"
#include "run/recorder.h"
#include "run/resumption.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace imgbatch {
namespace {

/// The first entry, which was taken to see whether there is any, and then the rest.
class PeekedInputs final : public InputSource {
public:
    PeekedInputs(NextInput first, InputSource& rest) : first_(std::move(first)), rest_(rest) {}

    NextInput next() override {
        return first_ ? *std::exchange(first_, std::nullopt) : rest_.next();
    }

private:
    std::optional<NextInput> first_;
    InputSource& rest_;
};

/// What a run owns besides its plan.
struct Parts {
    const RunOptions& options;
    Observer& observer;
    StopFlag& stop;
    ImageOptions image; ///< with the format that is written
    SandboxChoice sandbox;
    SandboxRules rules;                ///< where the sandbox is not off
    std::unique_ptr<FileBroker> files; ///< opens for workers that may not; null: they may
    ExecutorOptions executor_options;
    std::unique_ptr<Executor> executor;
    std::optional<EarlierRuns> earlier;
    std::optional<Journal> journal;
};

Expected<Parts> prepare(const RunOptions& options, const OutputNamer& namer, Observer& observer,
                        StopFlag& stop) {
    ExecutorOptions executor = for_images(options.executor);
    executor.kind = choose_executor(executor.kind).kind;
    IMGBATCH_TRY(auto sandbox, choose_sandbox(options.sandbox.level, to_word(executor.kind)));
    SandboxRules rules;
    if (sandbox.level != Sandbox::off) {
        rules = sandbox_rules(sandbox.level, options, namer);
        executor.confinement = make_confinement(rules, namer.format());
    }
    Parts parts{options, observer, stop, options.image, std::move(sandbox), std::move(rules),
                nullptr, {},       {},   std::nullopt,  std::nullopt};
    parts.image.encode.format = namer.format();
    if (parts.sandbox.level == Sandbox::strict) {
        parts.files = std::make_unique<FileBroker>(parts.image);
        executor.confinement.broker = parts.files.get();
    }
    parts.executor = make_executor(executor);
    parts.executor_options = std::move(executor);
    return parts;
}

/// Locked-in workers make folders below the output folders, not those themselves. In strict they
/// make none.
Expected<void> make_output_folders(const ListedJob& job, const Parts& parts) {
    if (parts.sandbox.level != Sandbox::on) {
        return {};
    }
    std::vector<std::string> outputs;
    for (const ImageTask& task : job.tasks) {
        outputs.push_back(task.output);
    }
    return make_writable_folders(parts.rules, outputs);
}

Expected<void> make_output_folders(const OutputNamer& namer, const Parts& parts) {
    if (parts.sandbox.level == Sandbox::on) {
        for (const std::string& folder : namer.output_roots()) {
            IMGBATCH_TRY(create_folders(folder));
        }
    }
    return {};
}

JournalRule journal_rule(const Parts& parts) {
    return {options_hash(parts.image), parts.options.output.in_place};
}

Expected<void> open_journal(const OutputNamer& namer, Parts& parts) {
    if (const std::string root = namer.state_root(); !root.empty()) {
        IMGBATCH_TRY(auto journal, Journal::open(root));
        parts.journal.emplace(std::move(journal));
    }
    return {};
}

/// Runs the tasks of `source` and sums up.
RunResult work(BatchSource& source, Recorder& recorder, Parts& parts) {
    ProcessorPool processors(parts.image);
    auto done = parts.executor->run(source, make_image_worker(processors, parts.executor_options),
                                    recorder, parts.stop);
    if (done && parts.journal) {
        done = parts.journal->close();
    }
    RunResult result = recorder.result();
    if (!done && !result.ended_early) {
        result.ended_early = std::move(done).error();
    }
    return result;
}

/// All names first, then the work: a collision is told before anything is written.
Expected<RunResult> run_listed(JobPlan& plan, Parts& parts) {
    IMGBATCH_TRY(ListedJob job, list_job(plan, parts.options.output.on_collision, &parts.stop));
    if (job.totals.images == 0) {
        return RunResult{};
    }
    IMGBATCH_TRY(open_journal(plan.namer, parts));
    std::vector<ImageOutcome> done;
    Recorder recorder(parts.observer, parts.journal ? &*parts.journal : nullptr, parts.stop,
                      journal_rule(parts));
    if (parts.earlier) {
        done = leave_out(job, *parts.earlier, parts.options.output.in_place, recorder);
    }
    IMGBATCH_TRY(make_output_folders(job, parts));
    recorder.found(job.totals);
    for (const ImageOutcome& outcome : job.refused) {
        recorder.tell(outcome);
    }
    for (const ImageOutcome& outcome : done) {
        recorder.tell_done(outcome);
    }
    ListedSource source(job.tasks, recorder, parts.options.batch, parts.executor->lanes());
    return work(source, recorder, parts);
}

/// Work begins with the first name.
Expected<RunResult> run_streamed(JobPlan& plan, Parts& parts) {
    NextInput first = plan.inputs->next();
    if (std::holds_alternative<NoMore>(first)) {
        return RunResult{};
    }
    PeekedInputs inputs(std::move(first), *plan.inputs);
    IMGBATCH_TRY(open_journal(plan.namer, parts));
    IMGBATCH_TRY(make_output_folders(plan.namer, parts));
    Recorder recorder(parts.observer, parts.journal ? &*parts.journal : nullptr, parts.stop,
                      journal_rule(parts));
    StreamedSource source(inputs, plan.namer, parts.earlier ? &*parts.earlier : nullptr, recorder,
                          parts.options.batch, parts.executor->lanes());
    return work(source, recorder, parts);
}

} // namespace

Expected<RunResult> run(const RunOptions& options, Observer& observer, StopFlag& stop) {
    const Stopwatch watch;
    IMGBATCH_TRY(auto plan, make_plan(options));
    IMGBATCH_TRY(auto parts, prepare(options, plan.namer, observer, stop));
    IMGBATCH_TRY(parts.earlier, look_back(options, plan.namer, options_hash(parts.image)));
    // Told only where it holds all outputs.
    const auto roots = plan.namer.output_roots();
    const bool one_input = options.input.paths.size() + (options.input.files_from ? 1U : 0U) == 1;
    const bool one_root = roots.size() == 1 && (one_input || options.output.output);
    const std::string output_root = one_root ? roots.front() : "";
    observer.started(output_root, parts.executor->name(), parts.executor->lanes());
    observer.confined(to_word(parts.sandbox.level), parts.sandbox.reason);
    IMGBATCH_TRY(auto result, plan.namer.names_known_first() ? run_listed(plan, parts)
                                                             : run_streamed(plan, parts));
    result.summary.executor = parts.executor->name();
    result.summary.jobs = parts.executor->lanes();
    result.summary.sandbox = to_word(parts.sandbox.level);
    result.summary.output_root = output_root;
    result.summary.seconds = static_cast<double>(watch.elapsed_ns()) / 1e9;
    return result;
}

} // namespace imgbatch
