#include "record/failure_text.h"

#include "record/terminal_text.h"
#include "record/utf8.h"

#include <cstring>

namespace imgbatch {
namespace {

// A library's message about a hostile file may be of any length; a line for people may not.
constexpr std::size_t max_shown_bytes = 500;

/// "SIGSEGV", or the number of a signal without a name.
std::string signal_text(int signal) {
    const char* name = ::sigabbrev_np(signal);
    return name != nullptr ? "SIG" + std::string(name) : "signal " + std::to_string(signal);
}

bool is_output_fault(const ImageOutcome& outcome) {
    return outcome.outcome == OutcomeClass::collision ||
           outcome.outcome == OutcomeClass::write_error ||
           (outcome.outcome == OutcomeClass::name_too_long && outcome.stage != Stage::read);
}

/// The input's name; the output's too where that is at fault and another.
std::string names(const ImageOutcome& outcome) {
    std::string text = terminal_text(outcome.input);
    if (is_output_fault(outcome) && !outcome.output.empty() && outcome.output != outcome.input) {
        text += " -> " + terminal_text(outcome.output);
    }
    return text;
}

/// What stands in brackets at the end: where, by which signal, after how many attempts.
std::string circumstances(const ImageOutcome& outcome) {
    std::string text(to_word(outcome.stage));
    const auto add = [&](const std::string& part) {
        text += text.empty() ? "" : ", ";
        text += part;
    };
    if (outcome.signal > 0) {
        add(signal_text(outcome.signal));
    }
    if (outcome.attempts > 1) {
        add(std::to_string(outcome.attempts) + " attempts");
    }
    return text;
}

} // namespace

std::string failure_text(const ImageOutcome& outcome) {
    std::string text = "imgbatch: " + names(outcome) + ": ";
    text += to_word(outcome.outcome);
    if (!outcome.message.empty()) {
        text += ": " + terminal_text(clip_utf8(outcome.message, max_shown_bytes));
    }
    if (const std::string where = circumstances(outcome); !where.empty()) {
        text += " (" + where + ")";
    }
    return text;
}

std::string warning_text(const ImageOutcome& outcome, std::string_view warning) {
    return "imgbatch: " + terminal_text(outcome.input) +
           ": warning: " + terminal_text(clip_utf8(warning, max_shown_bytes));
}

} // namespace imgbatch
