#include "cli/reporter.h"

#include "base/file_io.h"
#include "record/failure_text.h"
#include "record/progress_line.h"
#include "record/record.h"
#include "record/terminal_text.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>

namespace imgbatch::cli {
namespace {

constexpr std::uint64_t redraw_ns = 100'000'000;

bool is_done(const ImageOutcome& outcome) {
    return group_of(outcome.outcome) == OutcomeGroup::done;
}

unsigned terminal_width() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80U;
}

bool is_utf8_locale() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            const std::string_view text(value);
            return text.find("UTF-8") != text.npos || text.find("utf8") != text.npos;
        }
    }
    return false;
}

Expected<void> write_stdout(std::string_view text) {
    auto written = write_all(STDOUT_FILENO, as_bytes(text));
    if (!written) {
        return system_error(OutcomeClass::write_error, Stage::commit, "cannot write to stdout",
                            written.error().errno_value);
    }
    return {};
}

/// "photos/a.jpg -> photos-800x600/a.jpg 800x533 (ok, 41 ms)" for -v.
std::string outcome_text(const ImageOutcome& outcome) {
    std::string line = terminal_text(outcome.input);
    if (is_done(outcome)) {
        line += " -> " + terminal_text(outcome.output) + " " +
                std::to_string(outcome.output_size.width) + "x" +
                std::to_string(outcome.output_size.height);
    }
    line += " (" + std::string(to_word(outcome.outcome));
    if (!is_done(outcome) && !outcome.message.empty()) {
        line += ": " + terminal_text(outcome.message);
    }
    return line + ")";
}

} // namespace

Reporter::Reporter(const TellOptions& options, ExecutorKind asked)
    : options_(options), asked_(asked), progress_(!options.quiet && ::isatty(STDERR_FILENO) == 1) {
}

void Reporter::started(const std::string& output_root, std::string_view executor, unsigned lanes) {
    (void)output_root;
    if (options_.verbose > 0) {
        const std::string reason(choose_executor(asked_).reason);
        say("executor " + std::string(executor) + ", " + std::to_string(lanes) +
            (lanes == 1 ? " lane" : " lanes") + (reason.empty() ? "" : "; auto: " + reason));
    }
}

void Reporter::confined(std::string_view sandbox, std::string_view reason) {
    if (options_.verbose > 0) {
        say("sandbox " + std::string(sandbox) +
            (reason.empty() ? "" : "; auto: " + std::string(reason)));
    }
}

void Reporter::found(const ScanTotals& totals) {
    totals_ = totals;
}

Expected<void> Reporter::outcome(const ImageOutcome& outcome) {
    ++images_ended_;
    bytes_ended_ += outcome.input_bytes;
    if (is_failure(outcome.outcome) && outcome.outcome != OutcomeClass::cancelled) {
        ++images_failed_;
        say(failure_text(outcome));
    } else if (options_.verbose > 0) {
        say(outcome_text(outcome));
    }
    if (!options_.quiet) {
        for (const std::string& warning : outcome.warnings) {
            say(warning_text(outcome, warning));
        }
    }
    if (progress_ && (!bar_shown_ || since_drawn_.elapsed_ns() >= redraw_ns)) {
        draw_progress();
    }
    return print_result(outcome);
}

Expected<void> Reporter::print_result(const ImageOutcome& outcome) const {
    if (options_.json) {
        return write_stdout(to_json_line(outcome));
    }
    if ((options_.print || options_.print_null) && is_done(outcome)) {
        return write_stdout(outcome.output + (options_.print_null ? '\0' : '\n'));
    }
    return {};
}

Expected<void> Reporter::finished(const RunSummary& summary) {
    clear_progress();
    if (!options_.quiet) {
        say(to_text(summary));
    }
    return options_.json ? write_stdout(to_json_line(summary)) : Expected<void>();
}

void Reporter::say(const std::string& line) {
    clear_progress();
    // Nobody can be told that stderr takes nothing.
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, as_bytes(line + "\n"));
}

void Reporter::draw_progress() {
    ProgressState state;
    state.images_done = images_ended_;
    state.images_failed = images_failed_;
    state.images_found = totals_.images;
    state.bytes_done = bytes_ended_;
    state.bytes_found = totals_.bytes;
    state.scan_finished = totals_.complete;
    state.elapsed_seconds = static_cast<double>(since_start_.elapsed_ns()) / 1e9;
    const ProgressStyle style{terminal_width(), is_utf8_locale()};
    const std::string line = "\r\x1b[K" + progress_line(state, style);
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, as_bytes(line));
    bar_shown_ = true;
    since_drawn_ = Stopwatch();
}

void Reporter::clear_progress() {
    if (bar_shown_) {
        [[maybe_unused]] const auto written = write_all(STDERR_FILENO, as_bytes("\r\x1b[K"));
        bar_shown_ = false;
    }
}

} // namespace imgbatch::cli
