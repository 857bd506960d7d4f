#include "cli/bench_progress.h"

#include "base/bytes.h"
#include "base/file_io.h"
#include "cli/bench_text.h"
#include "record/human.h"

#include <unistd.h>

#include <string>

namespace imgbatch::cli {
namespace {

void write_stderr(const std::string& text) {
    // Nobody can be told that stderr takes nothing.
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, as_bytes(text));
}

} // namespace

BenchProgress::BenchProgress(bool quiet)
    : quiet_(quiet), live_(!quiet && ::isatty(STDERR_FILENO) == 1) {
}

void BenchProgress::planned(const BenchPlan& plan) {
    clear();
    expected_seconds_ = plan.seconds;
    watch_ = Stopwatch();
    if (!quiet_) {
        write_stderr("measuring " + plan_text(plan) + "; about " + human_duration(plan.seconds) +
                     "\n");
    }
}

void BenchProgress::step(std::string_view what, double done) {
    if (!live_) {
        return;
    }
    std::string line = human_percent(done) + "  " + std::string(what);
    if (expected_seconds_ > 0) {
        line += "  " + human_clock(static_cast<double>(watch_.elapsed_ns()) / 1e9) + " of about " +
                human_clock(expected_seconds_);
    }
    write_stderr("\r\x1b[K" + line.substr(0, 79));
    shown_ = true;
}

void BenchProgress::clear() {
    if (shown_) {
        write_stderr("\r\x1b[K");
        shown_ = false;
    }
}

} // namespace imgbatch::cli
