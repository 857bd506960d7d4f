#include "run/plan.h"

#include "base/try.h"
#include "run/image_source.h"
#include "run/inputs.h"
#include "scan/collisions.h"

#include <algorithm>
#include <utility>

namespace imgbatch {
namespace {

std::vector<InputArgument> input_arguments(const InputOptions& input) {
    std::vector<InputArgument> arguments;
    for (const std::string& path : input.paths) {
        arguments.push_back(input_argument(path));
    }
    if (input.files_from) {
        arguments.push_back({*input.files_from, InputKind::list});
    }
    return arguments;
}

/// Names for those of `found` that can become tasks, made different where they collide.
Expected<std::vector<PlannedOutput>> plan_outputs(const std::vector<Found>& found,
                                                  const OutputNamer& namer, OnCollision policy) {
    std::vector<PlannedOutput> outputs;
    for (const Found& entry : found) {
        if (!entry.error) {
            outputs.push_back({entry.path, namer.plan(entry), std::nullopt});
        }
    }
    IMGBATCH_TRY(resolve_collisions(outputs, policy));
    return outputs;
}

} // namespace

Expected<JobPlan> make_plan(const RunOptions& options) {
    OutputRequest request;
    request.output = options.output.output;
    request.in_place = options.output.in_place;
    request.label = options.output.label;
    request.format = options.image.encode.format;
    IMGBATCH_TRY(auto namer, OutputNamer::create(request, input_arguments(options.input)));
    IMGBATCH_TRY(auto inputs, open_inputs(options.input, options.scan, namer.output_roots()));
    return JobPlan{std::move(namer), std::move(inputs)};
}

Expected<ListedJob> list_job(JobPlan& plan, OnCollision policy, const StopFlag* stop) {
    const std::vector<Found> found = list_inputs(*plan.inputs, stop);
    IMGBATCH_TRY(auto outputs, plan_outputs(found, plan.namer, policy));
    ListedJob job;
    auto output = outputs.begin();
    for (const Found& entry : found) {
        const std::uint64_t index = job.totals.images++;
        job.totals.bytes += entry.bytes;
        if (entry.error) {
            job.refused.push_back(
                refused(to_image_task(entry, plan.namer.plan(entry), index), *entry.error));
            continue;
        }
        ImageTask task = to_image_task(entry, output->planned, index);
        if (output->refused) {
            job.refused.push_back(refused(task, *output->refused));
        } else {
            job.tasks.push_back(std::move(task));
        }
        ++output;
    }
    job.totals.complete = true;
    return job;
}

Expected<std::vector<ImageOutcome>> plan(const RunOptions& options, const StopFlag* stop) {
    IMGBATCH_TRY(auto job_plan, make_plan(options));
    // Names that stream are claimed one by one: the second claimant is refused, as in run().
    const OnCollision policy =
        job_plan.namer.names_known_first() ? options.output.on_collision : OnCollision::skip;
    IMGBATCH_TRY(auto job, list_job(job_plan, policy, stop));
    std::vector<ImageOutcome> outcomes = std::move(job.refused);
    for (const ImageTask& task : job.tasks) {
        ImageOutcome outcome;
        outcome.index = task.index;
        outcome.input = task.input;
        outcome.output = task.output;
        outcome.input_bytes = task.input_bytes;
        outcomes.push_back(std::move(outcome));
    }
    std::sort(outcomes.begin(), outcomes.end(),
              [](const ImageOutcome& a, const ImageOutcome& b) { return a.index < b.index; });
    return outcomes;
}

} // namespace imgbatch
