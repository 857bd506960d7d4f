#include "record/summary.h"

#include "record/human.h"
#include "record/json_line.h"
#include "record/terminal_text.h"

#include <numeric>

namespace imgbatch {
namespace {

void append_part(std::string& text, std::string_view separator, const std::string& part) {
    if (!text.empty()) {
        text += separator;
    }
    text += part;
}

std::string counts_text(const RunSummary& summary) {
    std::string text = std::to_string(summary.count(OutcomeGroup::done)) + " done";
    const auto tell = [&](OutcomeGroup group, std::string_view word) {
        if (const std::uint64_t count = summary.count(group); count > 0) {
            append_part(text, ", ", std::to_string(count) + " " + std::string(word));
        }
    };
    tell(OutcomeGroup::failed, "failed");
    tell(OutcomeGroup::skipped, "skipped");
    tell(OutcomeGroup::cancelled, "cancelled");
    return text;
}

void write_classes(JsonLine& line, const RunSummary& summary) {
    line.begin_object("classes");
    for (std::size_t i = 0; i < summary.counts.size(); ++i) {
        if (summary.counts[i] > 0) {
            line.number(to_word(static_cast<OutcomeClass>(i)), summary.counts[i]);
        }
    }
    line.end_object();
}

} // namespace

OutcomeGroup group_of(OutcomeClass value) {
    switch (value) {
    case OutcomeClass::ok:
    case OutcomeClass::ok_warned:
    case OutcomeClass::copied:
        return OutcomeGroup::done;
    case OutcomeClass::cancelled:
        return OutcomeGroup::cancelled;
    default:
        return is_failure(value) ? OutcomeGroup::failed : OutcomeGroup::skipped;
    }
}

void RunSummary::add(const ImageOutcome& outcome) {
    ++counts.at(static_cast<std::size_t>(outcome.outcome));
    if (group_of(outcome.outcome) == OutcomeGroup::done) {
        bytes_in += outcome.input_bytes;
        bytes_out += outcome.output_bytes;
    }
}

std::uint64_t RunSummary::count(OutcomeClass value) const {
    return counts.at(static_cast<std::size_t>(value));
}

std::uint64_t RunSummary::count(OutcomeGroup group) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        sum += group_of(static_cast<OutcomeClass>(i)) == group ? counts[i] : 0;
    }
    return sum;
}

std::uint64_t RunSummary::images() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

double RunSummary::images_per_second() const {
    return seconds > 0 ? static_cast<double>(count(OutcomeGroup::done)) / seconds : 0;
}

std::string to_json_line(const RunSummary& summary) {
    JsonLine line;
    line.text("type", "summary");
    line.text("version", summary.version);
    line.text("executor", summary.executor);
    line.number("jobs", summary.jobs);
    line.text("sandbox", summary.sandbox);
    line.number("images", summary.images());
    line.number("done", summary.count(OutcomeGroup::done));
    line.number("failed", summary.count(OutcomeGroup::failed));
    line.number("skipped", summary.count(OutcomeGroup::skipped));
    line.number("cancelled", summary.count(OutcomeGroup::cancelled));
    write_classes(line, summary);
    line.number("bytes_in", summary.bytes_in);
    line.number("bytes_out", summary.bytes_out);
    line.decimal("seconds", summary.seconds);
    line.decimal("images_per_second", summary.images_per_second());
    if (!summary.output_root.empty()) {
        line.name("output_root", "output_root_bytes", summary.output_root);
    }
    return std::move(line).finish();
}

std::string to_text(const RunSummary& summary) {
    std::string text = counts_text(summary);
    if (summary.bytes_in > 0 || summary.bytes_out > 0) {
        text += "; " + human_bytes(summary.bytes_in) + " in, " + human_bytes(summary.bytes_out) +
                " out";
    }
    text += "; " + human_duration(summary.seconds);
    if (summary.images_per_second() > 0) {
        text += ", " + human_rate(summary.images_per_second(), "images");
    }
    if (!summary.output_root.empty() && summary.count(OutcomeGroup::done) > 0) {
        text += "; in " + terminal_text(summary.output_root);
        text += text.ends_with('/') ? "" : "/";
    }
    return text;
}

} // namespace imgbatch
