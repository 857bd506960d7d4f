/// What a run tells: results on stdout where asked for, everything for people on stderr.
#pragma once

#include <imgbatch/run.h>

#include "base/stopwatch.h"
#include "cli/job_arguments.h"

#include <string>

namespace imgbatch::cli {

/// An Observer for a terminal or a pipe. Lines leave whole and at once, so that `| head` and a
/// reader of --json see each when it happens.
class Reporter : public Observer {
public:
    /// `asked`: the executor that was asked for; where that was left to us, -v says why it became
    /// which.
    Reporter(const TellOptions& options, ExecutorKind asked);

    void confined(std::string_view sandbox, std::string_view reason) override;
    void started(const std::string& output_root, std::string_view executor,
                 unsigned lanes) override;
    void found(const ScanTotals& totals) override;
    Expected<void> outcome(const ImageOutcome& outcome) override;

    /// The end of the run: takes the progress bar away and prints the summary. Errors: write_error
    /// when stdout does not take it.
    Expected<void> finished(const RunSummary& summary);

private:
    void draw_progress();
    void clear_progress();
    void say(const std::string& line);
    [[nodiscard]] Expected<void> print_result(const ImageOutcome& outcome) const;

    TellOptions options_;
    ExecutorKind asked_;
    bool progress_;          ///< a bar is wanted: stderr is a terminal
    bool bar_shown_ = false; ///< the cursor's line holds a bar
    ScanTotals totals_;
    std::uint64_t images_ended_ = 0;
    std::uint64_t images_failed_ = 0;
    std::uint64_t bytes_ended_ = 0;
    Stopwatch since_start_;
    Stopwatch since_drawn_;
};

} // namespace imgbatch::cli
