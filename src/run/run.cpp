#include <imgbatch/run.h>

#include "base/stopwatch.h"
#include "base/try.h"
#include "pipeline/options_hash.h"
#include "record/compact_journals.h"
#include "record/journal.h"
#include "run/earlier_runs.h"
#include "run/image_source.h"
#include "run/image_worker.h"
#include "run/inputs.h"
#include "run/plan.h"
#include "run/processor_pool.h"
#include "run/recorder.h"

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
    std::unique_ptr<Executor> executor;
    std::optional<EarlierRuns> earlier;
    std::optional<Journal> journal;
};

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::plan, std::move(message), 0};
}

/// Reads what earlier runs did, where it matters, and puts their journals together.
Expected<void> look_back(const OutputNamer& namer, Parts& parts) {
    const RunOptions& options = parts.options;
    if (options.resume == Resume::no) {
        return {};
    }
    const std::string root = namer.state_root();
    if (root.empty()) {
        return usage("--resume and --retry-failed need a run that keeps a journal: a folder or a "
                     "list of files as input, and a folder or a template as -o");
    }
    const auto& size = options.image.geometry.size;
    if (options.output.in_place && size && size->percent) {
        return usage("--resume and --retry-failed cannot be trusted with --in-place and a size in "
                     "percent: an image that was replaced but not recorded would be reduced twice");
    }
    IMGBATCH_TRY(parts.earlier, EarlierRuns::read(root, options.resume, options_hash(parts.image)));
    // That journals stay many is no reason not to run: if nothing can be written, the run will say.
    (void)compact_journals(root);
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
    auto done =
        parts.executor->run(source, make_image_worker(processors, parts.options.executor.timeout),
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

/// Takes out of `job` what this run does not work on; returns what is done and has to be told.
std::vector<ImageOutcome> leave_out(ListedJob& job, const EarlierRuns& earlier, const Parts& parts,
                                    Recorder& recorder) {
    const bool in_place = parts.options.output.in_place;
    std::vector<ImageOutcome> done;
    const auto passes_over = [&](Turn turn, std::uint64_t bytes) {
        if (turn == Turn::left_out) {
            recorder.leave_out();
            job.totals.images -= 1;
            job.totals.bytes -= bytes;
        }
        return turn == Turn::left_out;
    };
    std::erase_if(job.refused, [&](const ImageOutcome& outcome) {
        ImageTask task;
        task.input = outcome.input;
        task.output = outcome.output;
        return passes_over(earlier.turn_of(task, in_place), outcome.input_bytes);
    });
    std::erase_if(job.tasks, [&](ImageTask& task) {
        if (parts.stop.requested()) {
            return false;
        }
        const Turn turn = earlier.turn_of(task, in_place);
        if (turn == Turn::done) {
            done.push_back(done_before(task));
        }
        return passes_over(turn, task.input_bytes) || turn == Turn::done;
    });
    return done;
}

/// All names first, then the work: a collision is told before anything is written.
Expected<RunResult> run_listed(JobPlan& plan, Parts& parts) {
    IMGBATCH_TRY(ListedJob job, list_job(plan, parts.options.output.on_collision, &parts.stop));
    if (job.totals.images == 0) {
        return RunResult{};
    }
    IMGBATCH_TRY(open_journal(plan.namer, parts));
    Recorder recorder(parts.observer, parts.journal ? &*parts.journal : nullptr, parts.stop,
                      journal_rule(parts));
    const std::vector<ImageOutcome> done = parts.earlier
                                               ? leave_out(job, *parts.earlier, parts, recorder)
                                               : std::vector<ImageOutcome>();
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
    Parts parts{
        options,      observer,    stop, options.image, make_executor(for_images(options.executor)),
        std::nullopt, std::nullopt};
    parts.image.encode.format = plan.namer.format();
    IMGBATCH_TRY(look_back(plan.namer, parts));
    // Told only where it holds all outputs.
    const auto roots = plan.namer.output_roots();
    const bool one_input = options.input.paths.size() + (options.input.files_from ? 1U : 0U) == 1;
    const bool one_root = roots.size() == 1 && (one_input || options.output.output);
    const std::string output_root = one_root ? roots.front() : "";
    observer.started(output_root, parts.executor->name(), parts.executor->lanes());
    IMGBATCH_TRY(auto result, plan.namer.names_known_first() ? run_listed(plan, parts)
                                                             : run_streamed(plan, parts));
    result.summary.executor = parts.executor->name();
    result.summary.jobs = parts.executor->lanes();
    result.summary.output_root = output_root;
    result.summary.seconds = static_cast<double>(watch.elapsed_ns()) / 1e9;
    return result;
}

} // namespace imgbatch
