#include "run/earlier_runs.h"

#include <imgbatch/run_summary.h>

#include "base/file_io.h"
#include "base/try.h"
#include "record/exact_text.h"
#include "record/journal_reader.h"
#include "scan/image_name.h"
#include "scan/output_template.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <sys/stat.h>

namespace imgbatch {
namespace {

bool is_as_recorded(const struct stat& status, std::uint64_t bytes, std::uint64_t modified) {
    return S_ISREG(status.st_mode) && modified > 0 &&
           static_cast<std::uint64_t>(status.st_size) == bytes &&
           modification_time(status) == modified;
}

/// The hash in a name whose other late fields are known: it stands where names of different hashes
/// begin to differ.
std::uint64_t hash_in(std::string_view output, std::string_view plan, PixelSize size) {
    const std::string low = fill_late_fields(plan, size, 0);
    const std::string high = fill_late_fields(plan, size, ~std::uint64_t{0});
    const auto at = std::mismatch(low.begin(), low.end(), high.begin()).first - low.begin();
    constexpr std::size_t digits = 16;
    const auto start = static_cast<std::size_t>(at);
    return start + digits <= output.size() ? parse_hash(output.substr(start, digits)).value_or(0)
                                           : 0;
}

} // namespace

Expected<EarlierRuns> EarlierRuns::read(const std::string& state_root, Resume resume,
                                        std::uint64_t options) {
    EarlierRuns runs(resume, options);
    IMGBATCH_TRY(const auto journals, list_journals(state_root));
    read_records(journals, [&](ImageOutcome&& record, std::string_view /*line*/) {
        runs.remember(std::move(record));
    });
    return runs;
}

void EarlierRuns::remember(ImageOutcome&& record) {
    std::vector<Trace>& traces = by_input_[record.input];
    const auto same_output = std::find_if(traces.begin(), traces.end(), [&](const Trace& trace) {
        return trace.output == record.output;
    });
    const bool says_nothing = group_of(record.outcome) == OutcomeGroup::skipped ||
                              record.outcome == OutcomeClass::cancelled;
    if (says_nothing && same_output != traces.end() && same_output->done) {
        return; // as supersedes() has it
    }
    Trace trace;
    trace.output = std::move(record.output);
    trace.failed = is_failure(record.outcome) && record.outcome != OutcomeClass::cancelled;
    trace.done = group_of(record.outcome) == OutcomeGroup::done;
    trace.input_format = record.input_format;
    trace.output_format = record.output_format;
    trace.output_size = record.output_size;
    trace.input_bytes = record.input_bytes;
    trace.input_modified = record.input_modified;
    trace.output_bytes = record.output_bytes;
    trace.output_modified = record.output_modified;
    trace.options = record.options;
    // Of this input and this output only the newest counts, and it goes to the end.
    if (same_output != traces.end()) {
        traces.erase(same_output);
    }
    traces.push_back(std::move(trace));
}

/// Whether the record is of what the task plans: its name is what the plan comes to with what the
/// record tells about the picture.
bool EarlierRuns::fits(const Trace& trace, const ImageTask& task) {
    if (trace.output.empty() || (!task.late_fields && trace.output == task.output)) {
        return true;
    }
    WrittenImage written{trace.input_format, trace.output_format, trace.output_size, 0};
    if (task.late_fields && has_hash_field(task.output)) {
        written.hash = hash_in(trace.output, task.output, trace.output_size);
    }
    const Planned planned{task.output, task.late_fields, task.adapt_extension, false};
    const auto output = finish_output_path(planned, task.input, written);
    return output && *output == trace.output;
}

const EarlierRuns::Trace* EarlierRuns::newest_of(const ImageTask& task) const {
    const auto found = by_input_.find(task.input);
    if (found == by_input_.end()) {
        return nullptr;
    }
    const auto& traces = found->second;
    const auto newest = std::find_if(traces.rbegin(), traces.rend(),
                                     [&](const Trace& trace) { return fits(trace, task); });
    return newest == traces.rend() ? nullptr : &*newest;
}

Turn EarlierRuns::turn_of(ImageTask& task, bool in_place) const {
    const Trace* trace = newest_of(task);
    if (resume_ == Resume::failed) {
        return trace != nullptr && trace->failed ? Turn::work : Turn::left_out;
    }
    return trace != nullptr && trace->done ? turn_of(*trace, task, in_place) : Turn::work;
}

/// Of an output that is not as the record has it nothing is known: it is anybody's, and what
/// happens to it is the ordinary rule's.
Turn EarlierRuns::turn_of(const Trace& trace, ImageTask& task, bool in_place) const {
    struct stat output {};
    if (::lstat(trace.output.c_str(), &output) != 0 ||
        !is_as_recorded(output, trace.output_bytes, trace.output_modified)) {
        return Turn::work;
    }
    struct stat input {};
    // In place the input is what was written.
    const bool same_input =
        in_place || (::stat(task.input.c_str(), &input) == 0 &&
                     is_as_recorded(input, trace.input_bytes, trace.input_modified));
    if (!same_input || trace.options != options_) {
        task.outdated = true;
        return Turn::work;
    }
    task.output = trace.output;
    task.late_fields = false;
    return Turn::done;
}

ImageOutcome done_before(const ImageTask& task) {
    ImageOutcome outcome;
    outcome.index = task.index;
    outcome.input = task.input;
    outcome.output = task.output;
    outcome.outcome = OutcomeClass::up_to_date;
    outcome.stage = Stage::plan;
    outcome.message = "done by an earlier run (--resume)";
    outcome.input_bytes = task.input_bytes;
    return outcome;
}

} // namespace imgbatch
