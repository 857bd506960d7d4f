#include "pipeline/file_rules.h"

#include "base/path.h"
#include "base/try.h"
#include "codec/codec.h"
#include "pipeline/input_file.h"
#include "scan/image_name.h"
#include "task/image_format.h"

#include <utility>

#include <sys/stat.h>

namespace imgbatch {
namespace {

/// Whether another folder than the output's own, that of `input`, has a file of the output's name.
bool has_sibling(const std::string& input, const std::string& output) {
    struct stat status {};
    return path_parent(input) != path_parent(output) &&
           ::lstat(path_join(path_parent(input), path_name(output)).c_str(), &status) == 0;
}

} // namespace

Expected<OpenedFile> FileRules::admit(const ImageTask& task, const TargetWriter& writer,
                                      FileBuffer& head, ImageOutcome& outcome) const {
    IMGBATCH_TRY(auto file, open_regular(task.input));
    outcome.input_bytes = static_cast<std::uint64_t>(file.status.st_size);
    outcome.input_modified = modification_time(file.status);
    IMGBATCH_TRY(outcome.input_format, identify(file, task, head));
    // Before anybody asks whether its output exists: it has none.
    IMGBATCH_TRY(check_readable(outcome.input_format));
    outcome.output_format = output_format_for(outcome.input_format, format_);
    // Names without late fields are known now, before anything more is read or decoded.
    if (!task.late_fields) {
        IMGBATCH_TRY(settle(task, writer, file.status, 0, outcome));
    }
    return file;
}

Expected<void> FileRules::settle(const ImageTask& task, const TargetWriter& writer,
                                 const struct stat& input, std::uint64_t hash,
                                 ImageOutcome& outcome) const {
    const Planned planned{task.output, task.late_fields, task.adapt_extension, commit_.in_place};
    const WrittenImage written{outcome.input_format, outcome.output_format, outcome.output_size,
                               hash};
    IMGBATCH_TRY(outcome.output, finish_output_path(planned, task.input, written));
    // "a.gif" turned out to hold a JPEG and wants the name "a.gif.jpg", which nobody has checked:
    // if the input's own folder has a file of that name, that file has the better claim.
    if (!task.late_fields && outcome.output != task.output &&
        has_sibling(task.input, outcome.output)) {
        return Error{OutcomeClass::collision, Stage::plan,
                     "the output name " + outcome.output + " belongs to another input", 0};
    }
    if (auto reason = writer.reason_to_leave(outcome.output, input, task.outdated)) {
        return *std::move(reason);
    }
    return {};
}

ImageOutcome begun_outcome(const ImageTask& task) {
    ImageOutcome outcome;
    outcome.index = task.index;
    outcome.input = task.input;
    outcome.output = task.output;
    outcome.input_bytes = task.input_bytes;
    return outcome;
}

void conclude(ImageOutcome& outcome, const ImageTask& task, Expected<void> result) {
    if (result) {
        outcome.outcome = outcome.warnings.empty() ? OutcomeClass::ok : OutcomeClass::ok_warned;
        return;
    }
    Error error = std::move(result).error();
    outcome.outcome = outcome_class_of(error, task);
    outcome.stage = error.stage;
    outcome.message = std::move(error.message);
    outcome.errno_value = error.errno_value;
    outcome.output_size = {};
}

} // namespace imgbatch
