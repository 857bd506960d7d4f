#include "measure/benchmark.h"

#include "base/path.h"
#include "base/stopwatch.h"
#include "base/try.h"
#include "measure/budget.h"
#include "measure/child_run.h"
#include "measure/executor_facts.h"
#include "measure/image_run.h"
#include "measure/scratch_space.h"
#include "measure/spread_sample.h"
#include "record/human.h"
#include "run/plan.h"
#include "task/image_format.h"

#include <algorithm>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::uint64_t scratch_wish = std::uint64_t{256} << 20;
constexpr std::size_t pilot_images = 24;

struct ImageTrial {
    ImageRun run;
    ChildRun child;
};

/// All of one benchmark: what stays the same, and what has been measured.
class Bench {
public:
    Bench(const BenchOptions& options, BenchObserver& observer, const StopFlag& stop,
          ScratchSpace scratch)
        : options_(options), observer_(observer), stop_(stop), scratch_(std::move(scratch)) {}

    Expected<BenchReport> run() {
        IMGBATCH_TRY(list());
        IMGBATCH_TRY(make_plan_by_pilot());
        observer_.planned(report_.plan);
        IMGBATCH_TRY(run_rounds());
        IMGBATCH_TRY(measure_executors());
        report_.verdict = judge(report_.measured);
        IMGBATCH_TRY(scratch_.remove());
        return std::move(report_);
    }

private:
    Expected<void> list();
    Expected<void> make_plan_by_pilot();
    Expected<void> check_room(const ImageRun& pilot) const;
    Expected<void> run_rounds();
    Expected<void> measure(Measured& entry, bool counts);
    Expected<void> measure_executors();
    Expected<ImageTrial> try_images(const Configuration& configuration, WatchMemory watch);
    void step(const std::string& what);

    const BenchOptions& options_;
    BenchObserver& observer_;
    const StopFlag& stop_;
    ScratchSpace scratch_;
    ImageJob job_;
    BenchReport report_;
    std::size_t steps_ = 0;
    std::size_t steps_done_ = 0;
};

/// In a walk, what does not claim to be an image is not worth a place in the sample.
bool is_wanted(const ImageTask& task) {
    return task.named || format_from_extension(path_extension(task.input)) != ImageFormat::unknown;
}

Expected<void> Bench::list() {
    RunOptions run = options_.run;
    job_.root = path_join(scratch_.path(), "out");
    run.output = {};
    run.output.output = job_.root;
    run.image.commit.in_place = false;
    IMGBATCH_TRY(auto plan, make_plan(run));
    IMGBATCH_TRY(ListedJob listed, list_job(plan, OnCollision::suffix, &stop_));
    if (stop_.requested()) {
        return Error{OutcomeClass::cancelled, Stage::scan, "the benchmark was stopped", 0};
    }
    std::copy_if(listed.tasks.begin(), listed.tasks.end(), std::back_inserter(job_.tasks),
                 is_wanted);
    if (job_.tasks.empty()) {
        return Error{OutcomeClass::no_input, Stage::scan, "no input matched", 0};
    }
    job_.image = run.image;
    job_.image.encode.format = plan.namer.format();
    job_.executor = run.executor;
    report_.plan.images_found = job_.tasks.size();
    return {};
}

Expected<ImageTrial> Bench::try_images(const Configuration& configuration, WatchMemory watch) {
    const std::string folder = scratch_.fresh_folder();
    const auto body = [&] { return encode(run_images(job_, configuration, folder)); };
    auto child = run_in_child(body, watch, stop_);
    scratch_.done_with(folder);
    if (!child) {
        return std::move(child).error();
    }
    IMGBATCH_TRY(ImageRun run, decode_image_run(child->answer));
    if (run.ended_early) {
        return *std::move(run.ended_early);
    }
    return ImageTrial{std::move(run), *std::move(child)};
}

Error none_done(const ImageRun& run) {
    if (run.failures.empty()) {
        return Error{OutcomeClass::no_input, Stage::scan, "no image found", 0};
    }
    const ImageOutcome& first = run.failures.front();
    return Error{first.outcome, first.stage,
                 "none of the images could be done; " + first.input + ": " + first.message, 0};
}

/// Outputs of all runs lie there at once, except on a tmpfs.
Expected<void> Bench::check_room(const ImageRun& pilot) const {
    const std::uint64_t runs = scratch_.in_memory() ? 1 : steps_;
    // Small files take a whole block each.
    constexpr std::uint64_t block = 4096;
    const std::uint64_t per_image =
        pilot.bytes_out / std::max<std::uint64_t>(pilot.done, 1) + block;
    const std::uint64_t wanted = per_image * job_.tasks.size() * runs;
    const std::uint64_t has = scratch_.free_bytes();
    if (wanted > has) {
        return Error{OutcomeClass::write_error, Stage::commit,
                     "the outputs take about " + human_bytes(wanted) + ", but " +
                         path_parent(scratch_.path()) + " has " + human_bytes(has) +
                         ": use --scratch DIR, or fewer with --max-images",
                     ENOSPC};
    }
    return {};
}

Expected<void> Bench::make_plan_by_pilot() {
    observer_.step("looking at some images", 0);
    std::vector<ImageTask> all = std::exchange(job_.tasks, spread_sample(job_.tasks, pilot_images));
    IMGBATCH_TRY(const ImageTrial pilot,
                 try_images({ExecutorKind::process, 1, std::nullopt}, WatchMemory::no));
    if (pilot.run.done == 0) {
        return none_done(pilot.run);
    }
    const auto all_configurations = configurations(options_.lists);
    const double per_image = static_cast<double>(pilot.run.wall_ns) / 1e9 /
                             static_cast<double>(std::max<std::uint64_t>(pilot.run.images, 1));
    const unsigned rounds = options_.rounds + 1;
    const unsigned cpus = available_cpus();
    const std::size_t count = options_.max_images.value_or(affordable_images(
        all_configurations, all.size(), per_image, cpus, rounds, options_.seconds));
    job_.tasks = spread_sample(all, count);

    steps_ = all_configurations.size() * rounds + options_.lists.executors.size() * 2;
    BenchPlan& plan = report_.plan;
    plan.images = job_.tasks.size();
    for (const ImageTask& task : job_.tasks) {
        plan.bytes += task.input_bytes;
    }
    plan.configurations = all_configurations.size();
    plan.rounds = options_.rounds;
    constexpr double seconds_per_dispatch = 1.5;
    plan.seconds = (rounds + 1) * round_seconds(all_configurations, plan.images, per_image, cpus) +
                   seconds_per_dispatch * static_cast<double>(options_.lists.executors.size());
    plan.scratch = path_parent(scratch_.path());
    for (const Configuration& configuration : all_configurations) {
        report_.measured.emplace_back().configuration = configuration;
    }
    return check_room(pilot.run);
}

void Bench::step(const std::string& what) {
    observer_.step(what, static_cast<double>(steps_done_++) / static_cast<double>(steps_));
}

Expected<void> Bench::run_rounds() {
    for (unsigned round = 0; round <= options_.rounds; ++round) {
        const std::string name = round == 0 ? "warming up"
                                            : "round " + std::to_string(round) + " of " +
                                                  std::to_string(options_.rounds);
        for (Measured& entry : report_.measured) {
            step(name + ": " + option_words(entry.configuration));
            if (!entry.failure) {
                IMGBATCH_TRY(measure(entry, round > 0));
            }
        }
    }
    return {};
}

/// What a trial's failure ends: `crashed` and `internal` are the configuration's own.
bool ends_all(const Error& error) {
    return error.code != OutcomeClass::crashed && error.code != OutcomeClass::internal;
}

Expected<void> Bench::measure(Measured& entry, bool counts) {
    auto trial = try_images(entry.configuration, WatchMemory::no);
    if (!trial) {
        if (ends_all(trial.error())) {
            return std::move(trial).error();
        }
        entry.failure = std::move(trial).error();
        return {};
    }
    const ImageRun& run = trial->run;
    if (run.done == 0) {
        return none_done(run);
    }
    if (report_.failures.empty()) {
        report_.failures = run.failures;
    }
    entry.done = run.done;
    entry.failed = run.failed;
    if (!counts) {
        return {};
    }
    const auto done = static_cast<double>(run.done);
    const auto wall = static_cast<double>(std::max<std::uint64_t>(run.wall_ns, 1));
    entry.images_per_second.push_back(done * 1e9 / wall);
    entry.cpu_ms_per_image.push_back(static_cast<double>(trial->child.cpu.count()) / 1e3 / done);
    entry.busy_share.push_back(static_cast<double>(run.busy_ns) / wall / entry.configuration.jobs);
    entry.tail_ms.push_back(static_cast<double>(run.tail_ns) / 1e6);
    entry.stages.read += run.stages.read;
    entry.stages.decode += run.stages.decode;
    entry.stages.transform += run.stages.transform;
    entry.stages.encode += run.stages.encode;
    entry.stages.commit += run.stages.commit;
    return {};
}

Expected<void> Bench::measure_executors() {
    for (const ExecutorKind executor : options_.lists.executors) {
        const Configuration standard = default_configuration(executor, options_.lists);
        const std::string name(to_word(executor));
        step("memory of " + name);
        auto trial = try_images(standard, WatchMemory::yes);
        if (!trial && ends_all(trial.error())) {
            return std::move(trial).error();
        }
        step("start and hand-over of " + name);
        IMGBATCH_TRY(ExecutorFacts facts, dispatch_facts(standard, stop_));
        if (trial) {
            facts.peak_bytes = trial->child.peak;
        }
        report_.executors.push_back(std::move(facts));
    }
    return {};
}

} // namespace

Expected<BenchReport> benchmark(const BenchOptions& options, BenchObserver& observer,
                                const StopFlag& stop) {
    const std::string parent = options.scratch.value_or(default_scratch(scratch_wish));
    if (parent.find('{') != std::string::npos) {
        return Error{OutcomeClass::usage, Stage::none,
                     "--scratch " + parent + ": a brace would make output names a template", 0};
    }
    IMGBATCH_TRY(auto scratch, ScratchSpace::create(parent));
    return Bench(options, observer, stop, std::move(scratch)).run();
}

} // namespace imgbatch
