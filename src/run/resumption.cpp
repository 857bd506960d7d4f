#include "run/resumption.h"

#include "base/try.h"
#include "record/compact_journals.h"

#include <string>
#include <utility>

namespace imgbatch {
namespace {

Error usage(std::string message) {
    return Error{OutcomeClass::usage, Stage::plan, std::move(message), 0};
}

Expected<void> check(const RunOptions& options, const std::string& state_root) {
    if (state_root.empty()) {
        return usage("--resume and --retry-failed need a run that keeps a journal: a folder or a "
                     "list of files as input, and a folder or a template as -o");
    }
    const auto& size = options.image.geometry.size;
    if (options.output.in_place && size && size->percent) {
        return usage("--resume and --retry-failed cannot be trusted with --in-place and a size in "
                     "percent: an image that was replaced but not recorded would be reduced twice");
    }
    return {};
}

} // namespace

Expected<std::optional<EarlierRuns>> look_back(const RunOptions& options, const OutputNamer& namer,
                                               std::uint64_t hash) {
    if (options.resume == Resume::no) {
        return std::optional<EarlierRuns>();
    }
    const std::string root = namer.state_root();
    IMGBATCH_TRY(check(options, root));
    IMGBATCH_TRY(auto earlier, EarlierRuns::read(root, options.resume, hash));
    // That journals stay many is no reason not to run; if nothing can be written, the run will say.
    [[maybe_unused]] const auto compacted = compact_journals(root);
    return std::optional(std::move(earlier));
}

std::vector<ImageOutcome> leave_out(ListedJob& job, const EarlierRuns& earlier, bool in_place,
                                    Recorder& recorder) {
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
        return passes_over(earlier.turn_of(task, in_place), 0);
    });
    std::erase_if(job.tasks, [&](ImageTask& task) {
        const Turn turn = earlier.turn_of(task, in_place);
        if (turn == Turn::done) {
            done.push_back(done_before(task));
        }
        return passes_over(turn, task.input_bytes) || turn == Turn::done;
    });
    return done;
}

} // namespace imgbatch
