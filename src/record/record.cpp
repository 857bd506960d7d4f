#include "record/record.h"

#include "base/try.h"
#include "record/exact_text.h"
#include "record/field_reader.h"
#include "record/json_fields.h"
#include "record/json_line.h"
#include "record/utf8.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace imgbatch {
namespace {

// Bounds that keep a line far below what readers take, whatever a damaged image made a library say.
constexpr std::size_t max_message_bytes = 4096;
constexpr std::size_t max_warning_bytes = 1024;
constexpr std::size_t max_warnings = 100;

/// The stage times by the names of their fields.
constexpr std::array<std::pair<std::string_view, std::uint64_t StageTimes::*>, 5> time_fields{{
    {"read_ns", &StageTimes::read},
    {"decode_ns", &StageTimes::decode},
    {"transform_ns", &StageTimes::transform},
    {"encode_ns", &StageTimes::encode},
    {"commit_ns", &StageTimes::commit},
}};

void write_text(JsonLine& line, std::string_view key, std::string_view value) {
    if (!value.empty()) {
        line.text(key, value);
    }
}

void write_number(JsonLine& line, std::string_view key, std::uint64_t value) {
    if (value > 0) {
        line.number(key, value);
    }
}

void write_positive(JsonLine& line, std::string_view key, int value) {
    write_number(line, key, value > 0 ? static_cast<std::uint64_t>(value) : 0);
}

void write_warnings(JsonLine& line, const std::vector<std::string>& warnings) {
    if (warnings.empty()) {
        return;
    }
    std::vector<std::string> told;
    for (const std::string& warning : warnings) {
        if (told.size() == max_warnings) {
            told.push_back("and " + std::to_string(warnings.size() - max_warnings) + " more");
            break;
        }
        told.push_back(clip_utf8(warning, max_warning_bytes));
    }
    line.texts("warnings", told);
}

void write_picture(JsonLine& line, const ImageOutcome& outcome) {
    write_text(line, "input_format", to_word(outcome.input_format));
    write_number(line, "input_width", outcome.input_size.width);
    write_number(line, "input_height", outcome.input_size.height);
    write_text(line, "output_format", to_word(outcome.output_format));
    write_number(line, "output_width", outcome.output_size.width);
    write_number(line, "output_height", outcome.output_size.height);
    line.number("bytes_in", outcome.input_bytes);
    line.number("bytes_out", outcome.output_bytes);
    if (outcome.input_modified > 0) {
        line.text("mtime_in", seconds_text(outcome.input_modified));
    }
    if (outcome.output_modified > 0) {
        line.text("mtime_out", seconds_text(outcome.output_modified));
    }
    if (outcome.options > 0) {
        line.text("options", hash_text(outcome.options));
    }
    for (const auto& [key, time] : time_fields) {
        write_number(line, key, outcome.times.*time);
    }
}

ImageFormat read_format(FieldReader& fields, std::string_view key) {
    const std::string word = fields.text(key);
    for (int i = 0; i <= static_cast<int>(ImageFormat::svg); ++i) {
        if (to_word(static_cast<ImageFormat>(i)) == word) {
            return static_cast<ImageFormat>(i);
        }
    }
    fields.fault("field '" + std::string(key) + "' is no format's word");
    return ImageFormat::unknown;
}

OutcomeClass read_class(FieldReader& fields) {
    const auto value = outcome_class_from_word(fields.text("class"));
    if (!value) {
        fields.fault("field 'class' is no class word");
    }
    return value.value_or(OutcomeClass::internal);
}

Stage read_stage(FieldReader& fields) {
    const auto value = stage_from_word(fields.text("stage"));
    if (!value) {
        fields.fault("field 'stage' is no stage's word");
    }
    return value.value_or(Stage::none);
}

/// A number that stands as text; `parse` reads it.
template <class Parse>
std::uint64_t read_exact(FieldReader& fields, std::string_view key, const Parse& parse) {
    if (!fields.has(key)) {
        return 0;
    }
    const auto value = parse(fields.text(key));
    if (!value) {
        fields.fault("field '" + std::string(key) + "' is no number as text");
    }
    return value.value_or(0);
}

ImageOutcome read_image(FieldReader& fields) {
    for (const std::string_view key : {"index", "input", "class"}) {
        fields.require(key);
    }
    ImageOutcome outcome;
    outcome.index = fields.number<std::uint64_t>("index");
    outcome.input = fields.name("input", "input_bytes");
    outcome.output = fields.name("output", "output_bytes");
    outcome.outcome = read_class(fields);
    outcome.stage = read_stage(fields);
    outcome.message = fields.text("message");
    outcome.errno_value = fields.number<int>("errno");
    outcome.signal = fields.number<int>("signal");
    outcome.attempts = fields.number<unsigned>("attempts", 1);
    outcome.warnings = fields.texts("warnings");
    outcome.input_format = read_format(fields, "input_format");
    outcome.input_size.width = fields.number<std::uint32_t>("input_width");
    outcome.input_size.height = fields.number<std::uint32_t>("input_height");
    outcome.output_format = read_format(fields, "output_format");
    outcome.output_size.width = fields.number<std::uint32_t>("output_width");
    outcome.output_size.height = fields.number<std::uint32_t>("output_height");
    outcome.input_bytes = fields.number<std::uint64_t>("bytes_in");
    outcome.output_bytes = fields.number<std::uint64_t>("bytes_out");
    outcome.input_modified = read_exact(fields, "mtime_in", parse_seconds);
    outcome.output_modified = read_exact(fields, "mtime_out", parse_seconds);
    outcome.options = read_exact(fields, "options", parse_hash);
    for (const auto& [key, time] : time_fields) {
        outcome.times.*time = fields.number<std::uint64_t>(key);
    }
    if (outcome.input.empty()) {
        fields.fault("field 'input' is empty");
    }
    return outcome;
}

/// Group counts and the rate follow from the rest and are not read.
RunSummary read_summary(FieldReader& fields) {
    fields.require("classes");
    RunSummary summary;
    summary.version = fields.text("version");
    summary.executor = fields.text("executor");
    summary.jobs = fields.number<unsigned>("jobs");
    summary.sandbox = fields.text("sandbox");
    summary.output_root = fields.name("output_root", "output_root_bytes");
    summary.seconds = fields.decimal("seconds");
    summary.bytes_in = fields.number<std::uint64_t>("bytes_in");
    summary.bytes_out = fields.number<std::uint64_t>("bytes_out");
    for (const auto& [word, count] : fields.counts("classes")) {
        const auto value = outcome_class_from_word(word);
        // 2^56 images of each class: sums stay far from overflow.
        if (!value || count >> 56U != 0) {
            fields.fault("field 'classes' does not count classes");
            break;
        }
        summary.counts.at(static_cast<std::size_t>(*value)) = count;
    }
    return summary;
}

} // namespace

std::string to_json_line(const ImageOutcome& outcome) {
    JsonLine line;
    line.text("type", "image");
    line.number("index", outcome.index);
    line.name("input", "input_bytes", outcome.input);
    if (!outcome.output.empty()) {
        line.name("output", "output_bytes", outcome.output);
    }
    line.text("class", to_word(outcome.outcome));
    write_text(line, "stage", to_word(outcome.stage));
    write_text(line, "message", clip_utf8(outcome.message, max_message_bytes));
    write_positive(line, "errno", outcome.errno_value);
    write_positive(line, "signal", outcome.signal);
    line.number("attempts", outcome.attempts);
    write_warnings(line, outcome.warnings);
    write_picture(line, outcome);
    return std::move(line).finish();
}

Expected<Record> parse_record(std::string_view line) {
    IMGBATCH_TRY(const JsonFields parsed, parse_json_line(line));
    FieldReader fields(parsed);
    const std::string type = fields.text("type");
    Record record;
    if (type == "image") {
        record.image = read_image(fields);
    } else if (type == "summary") {
        record.type = RecordType::summary;
        record.summary = read_summary(fields);
    } else {
        fields.fault("no record's type");
    }
    if (!fields.problem().empty()) {
        return Error{OutcomeClass::corrupt, Stage::none, fields.problem(), 0};
    }
    return record;
}

} // namespace imgbatch
