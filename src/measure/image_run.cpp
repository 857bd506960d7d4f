#include "measure/image_run.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/path.h"
#include "base/stopwatch.h"
#include "base/try.h"
#include "measure/lane_clock.h"
#include "record/journal.h"
#include "run/confinement.h"
#include "run/image_source.h"
#include "run/image_worker.h"
#include "run/processor_pool.h"
#include "run/recorder.h"

#include <algorithm>
#include <utility>

namespace imgbatch {
namespace {

/// Sums up what a run tells.
class StageSums : public Observer {
public:
    explicit StageSums(ImageRun& run) : run_(run) {}

    Expected<void> outcome(const ImageOutcome& outcome) override {
        run_.stages.read += outcome.times.read;
        run_.stages.decode += outcome.times.decode;
        run_.stages.transform += outcome.times.transform;
        run_.stages.encode += outcome.times.encode;
        run_.stages.commit += outcome.times.commit;
        if (group_of(outcome.outcome) == OutcomeGroup::failed &&
            run_.failures.size() < ImageRun::max_failures) {
            run_.failures.push_back(outcome);
        }
        return {};
    }

private:
    ImageRun& run_;
};

std::vector<ImageTask> moved_to(std::vector<ImageTask> tasks, const std::string& root,
                                const std::string& folder) {
    for (ImageTask& task : tasks) {
        task.output = folder + task.output.substr(std::min(root.size(), task.output.size()));
    }
    return tasks;
}

BatchLimits limits_of(const Configuration& configuration) {
    BatchLimits limits;
    limits.fixed_tasks = configuration.batch;
    return limits;
}

/// The timed part. What it finds goes to `run`.
Expected<void> work(const ImageJob& job, const std::vector<ImageTask>& tasks,
                    const Configuration& configuration, const std::string& folder, ImageRun& run) {
    IMGBATCH_TRY(StopFlag stop, StopFlag::create());
    StageSums sums(run);
    const Stopwatch watch;
    ExecutorOptions options = job.executor;
    options.kind = choose_executor(configuration.executor).kind;
    options.jobs = configuration.jobs;
    IMGBATCH_TRY(const auto sandbox, choose_sandbox(Sandbox::automatic, to_word(options.kind)));
    if (sandbox.level != Sandbox::off) {
        options.confinement = make_confinement(
            sandbox_rules_for_folder(sandbox.level, options, folder), job.image.encode.format);
    }
    const auto executor = make_executor(for_images(options));
    IMGBATCH_TRY(Journal journal, Journal::open(folder));
    Recorder recorder(sums, &journal, stop);
    LaneClock lanes(recorder);
    ListedSource source(tasks, recorder, limits_of(configuration), executor->lanes());
    ProcessorPool processors(job.image);
    const Worker worker = timed_worker(make_image_worker(processors, for_images(options)));
    auto ended = executor->run(source, worker, lanes, stop);
    if (ended) {
        ended = journal.close();
    }
    run.wall_ns = watch.elapsed_ns();
    const LaneTimes times = lanes.times(executor->lanes());
    run.busy_ns = times.busy_ns;
    run.tail_ns = times.tail_ns;
    const RunResult& result = recorder.result();
    run.images = result.summary.images();
    run.done = result.summary.count(OutcomeGroup::done);
    run.failed = result.summary.count(OutcomeGroup::failed);
    run.bytes_out = result.summary.bytes_out;
    run.ended_early = result.ended_early;
    return ended;
}

void write(ByteWriter& out, const Error& error) {
    out.text(to_word(error.code));
    out.text(to_word(error.stage));
    out.text(error.message);
    out.number(static_cast<std::uint32_t>(error.errno_value));
}

Error read_error(ByteReader& in) {
    Error error;
    error.code = outcome_class_from_word(in.text()).value_or(OutcomeClass::internal);
    error.stage = stage_from_word(in.text()).value_or(Stage::none);
    error.message = in.text();
    error.errno_value = static_cast<int>(in.number<std::uint32_t>());
    return error;
}

/// The numbers of a run, in the order in which they travel.
template <class Run, class Do>
void for_each_number(Run& run, const Do& act) {
    act(run.wall_ns);
    act(run.busy_ns);
    act(run.tail_ns);
    act(run.images);
    act(run.done);
    act(run.failed);
    act(run.bytes_out);
    act(run.stages.read);
    act(run.stages.decode);
    act(run.stages.transform);
    act(run.stages.encode);
    act(run.stages.commit);
}

Error malformed() {
    return Error{OutcomeClass::internal, Stage::worker,
                 "the measured process's answer is malformed", 0};
}

} // namespace

ImageRun run_images(const ImageJob& job, const Configuration& configuration,
                    const std::string& folder) {
    ImageRun run;
    auto ended = work(job, moved_to(job.tasks, job.root, folder), configuration, folder, run);
    if (!ended && !run.ended_early) {
        run.ended_early = std::move(ended).error();
    }
    return run;
}

std::string encode(const ImageRun& run) {
    ByteWriter out;
    for_each_number(run, [&out](std::uint64_t number) { out.number(number); });
    out.number(static_cast<std::uint32_t>(run.failures.size()));
    for (const ImageOutcome& failure : run.failures) {
        out.text(encode(failure));
    }
    out.number(static_cast<std::uint8_t>(run.ended_early ? 1 : 0));
    if (run.ended_early) {
        write(out, *run.ended_early);
    }
    return std::move(out).finish();
}

Expected<ImageRun> decode_image_run(std::string_view bytes) {
    ByteReader in(bytes);
    ImageRun run;
    for_each_number(run, [&in](std::uint64_t& number) { number = in.number<std::uint64_t>(); });
    const auto failures = in.number<std::uint32_t>();
    if (failures > ImageRun::max_failures) {
        return malformed();
    }
    for (std::uint32_t i = 0; i < failures && in.ok(); ++i) {
        IMGBATCH_TRY(auto failure, decode_image_outcome(in.text()));
        run.failures.push_back(std::move(failure));
    }
    if (in.number<std::uint8_t>() != 0) {
        run.ended_early = read_error(in);
    }
    if (!in.finished()) {
        return malformed();
    }
    return run;
}

} // namespace imgbatch
