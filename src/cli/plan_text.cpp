#include "cli/plan_text.h"

#include "base/file_io.h"
#include "base/try.h"
#include "record/json_line.h"
#include "record/terminal_text.h"

#include <unistd.h>

#include <cerrno>

namespace imgbatch::cli {
namespace {

std::string plan_json(const ImageOutcome& outcome) {
    JsonLine line;
    line.text("type", "plan");
    line.number("index", outcome.index);
    line.name("input", "input_bytes", outcome.input);
    line.name("output", "output_bytes", outcome.output);
    line.text("class", to_word(outcome.outcome));
    if (!outcome.message.empty()) {
        line.text("message", outcome.message);
    }
    return std::move(line).finish();
}

std::string plan_line(const ImageOutcome& outcome) {
    std::string line = terminal_text(outcome.input);
    if (outcome.outcome == OutcomeClass::ok) {
        line += " -> " + terminal_text(outcome.output);
    } else {
        line += " (" + std::string(to_word(outcome.outcome)) + ": " +
                terminal_text(outcome.message) + ")";
    }
    return line + "\n";
}

std::string plan_text(const ImageOutcome& outcome, const TellOptions& tell) {
    if (tell.json) {
        return plan_json(outcome);
    }
    if (tell.print || tell.print_null) {
        return outcome.outcome == OutcomeClass::ok
                   ? outcome.output + (tell.print_null ? '\0' : '\n')
                   : std::string();
    }
    return plan_line(outcome);
}

} // namespace

Expected<void> print_plan(const std::vector<ImageOutcome>& outcomes, const TellOptions& tell) {
    constexpr std::size_t chunk = 65536;
    std::string text;
    for (const ImageOutcome& outcome : outcomes) {
        text += plan_text(outcome, tell);
        if (text.size() >= chunk) {
            IMGBATCH_TRY(write_all(STDOUT_FILENO, as_bytes(text)));
            text.clear();
        }
    }
    return write_all(STDOUT_FILENO, as_bytes(text));
}

} // namespace imgbatch::cli
