#include "run/recorder.h"

#include "base/atomic_file.h"
#include "base/file_io.h"
#include "base/path.h"
#include "record/record.h"
#include "scan/output_template.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/stat.h>

namespace imgbatch {
namespace {

/// Whether `outcome` shows that no other output could be written either.
bool output_side_failed(const ImageOutcome& outcome) {
    constexpr std::array<int, 4> hopeless{ENOSPC, EDQUOT, EROFS, EIO};
    return outcome.outcome == OutcomeClass::write_error &&
           std::find(hopeless.begin(), hopeless.end(), outcome.errno_value) != hopeless.end();
}

/// What is told of a task whose worker gave no answer.
ImageOutcome unanswered(std::string_view payload, TaskResult& result) {
    ImageOutcome outcome;
    if (const auto task = decode_image_task(payload)) {
        outcome.input = task->input;
        outcome.output = task->late_fields ? "" : task->output;
        outcome.input_bytes = task->input_bytes;
    }
    outcome.outcome = result.ending;
    outcome.stage = Stage::worker;
    outcome.message = std::move(result.message);
    outcome.signal = result.signal;
    return outcome;
}

} // namespace

void Recorder::expect(const Batch& batch) {
    const std::lock_guard lock(mutex_);
    for (const Task& task : batch.tasks) {
        expected_.emplace(task.index, task.payload);
    }
}

void Recorder::accept(TaskResult result) {
    const std::lock_guard lock(mutex_);
    const auto node = expected_.extract(result.index);
    ImageOutcome outcome;
    if (result.ending == OutcomeClass::ok) {
        auto answer = decode_image_outcome(result.payload);
        if (answer) {
            outcome = *std::move(answer);
        } else {
            result.ending = OutcomeClass::crashed;
            result.message = "the worker's answer makes no sense";
        }
    }
    if (result.ending != OutcomeClass::ok) {
        outcome = unanswered(node.empty() ? std::string_view() : node.mapped(), result);
    }
    outcome.index = result.index;
    outcome.attempts = result.attempts;
    refuse_second_claim(outcome, node.empty() ? std::string_view() : node.mapped());
    sign(outcome);
    tidy_up(outcome);
    record(outcome);
    tell_locked(outcome);
}

/// Adds what a later run needs to know this output again.
void Recorder::sign(ImageOutcome& outcome) const {
    struct stat status {};
    if (journal_ == nullptr || group_of(outcome.outcome) != OutcomeGroup::done ||
        ::lstat(outcome.output.c_str(), &status) != 0 ||
        static_cast<std::uint64_t>(status.st_size) != outcome.output_bytes) {
        return;
    }
    outcome.options = rule_.options;
    outcome.output_modified = modification_time(status);
}

/// Removes what killed runs left beside the first output of each folder that was, or should have
/// been, written. Workers do so too, but those that are locked in cannot see who is dead.
void Recorder::tidy_up(const ImageOutcome& outcome) {
    if (group_of(outcome.outcome) != OutcomeGroup::skipped && !outcome.output.empty()) {
        std::string folder = path_parent(outcome.output);
        if (!tidied_.contains(folder)) {
            sweep_stale_temporaries(folder);
            tidied_.insert(std::move(folder));
        }
    }
}

/// Planned names differ, but content that belies an extension changes names when it is seen, and a
/// file system may take two names for one: two inputs that end at one output are told, never passed
/// over.
void Recorder::refuse_second_claim(ImageOutcome& outcome, std::string_view payload) {
    if (is_failure(outcome.outcome) || outcome.outcome == OutcomeClass::skipped_other ||
        outcome.outcome == OutcomeClass::skipped_special || outcome.output.empty()) {
        return;
    }
    const bool done = group_of(outcome.outcome) == OutcomeGroup::done;
    const bool shared = done ? files_.add(outcome.output) : files_.holds(outcome.output);
    if (written_.claim(outcome.output) && !shared) {
        return;
    }
    const auto task = decode_image_task(payload);
    if (task && task->late_fields && has_hash_field(task->output)) {
        return; // equal hashes mean equal bytes
    }
    outcome.outcome = OutcomeClass::collision;
    outcome.stage = Stage::commit;
    outcome.message =
        "another input has the output name " + outcome.output + ", which holds one of the two";
}

void Recorder::worker_lost(pid_t pid, const Task* running) {
    if (running == nullptr) {
        return;
    }
    // A {w} or {h} in the folder's name hides where the temporary is; the next run's sweep finds
    // it.
    if (const auto task = decode_image_task(running->payload)) {
        sweep_temporaries_of(path_parent(task->output), pid);
    }
}

void Recorder::tell(const ImageOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    record(outcome);
    tell_locked(outcome);
}

void Recorder::tell_done(const ImageOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    written_.claim(outcome.output);
    tell_locked(outcome);
}

void Recorder::leave_out() {
    const std::lock_guard lock(mutex_);
    ++result_.left_out;
}

void Recorder::found(const ScanTotals& totals) {
    const std::lock_guard lock(mutex_);
    observer_.found(totals);
}

/// The output is in place, then it is recorded: a crash in between costs a redo, not a lie.
void Recorder::record(const ImageOutcome& outcome) {
    if (journal_ == nullptr) {
        return;
    }
    auto written = journal_->append(to_json_line(outcome));
    if (written && rule_.at_once) {
        written = journal_->flush();
    }
    if (!written) {
        end_early(std::move(written).error());
    }
}

void Recorder::tell_locked(const ImageOutcome& outcome) {
    result_.summary.add(outcome);
    if (auto heard = observer_.outcome(outcome); !heard) {
        end_early(std::move(heard).error());
    }
    if (output_side_failed(outcome)) {
        end_early(Error{outcome.outcome, outcome.stage, outcome.message, outcome.errno_value});
    }
}

void Recorder::end_early(Error reason) {
    if (!result_.ended_early) {
        result_.ended_early = std::move(reason);
    }
    stop_.request();
}

} // namespace imgbatch
