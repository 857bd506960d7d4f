#include "cli/job_command.h"

#include "base/try.h"
#include "cli/exit_code.h"
#include "cli/fail.h"
#include "cli/plan_text.h"
#include "cli/reporter.h"
#include "cli/signals.h"
#include "cli/stream_job.h"
#include "record/terminal_text.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iostream>

namespace imgbatch::cli {
namespace {

bool reads_stdin_image(const RunOptions& options) {
    const auto& paths = options.input.paths;
    return std::find(paths.begin(), paths.end(), "-") != paths.end();
}

Expected<ExitCode> dry_run(const RunOptions& options, const TellOptions& tell,
                           const StopFlag& stop) {
    IMGBATCH_TRY(const auto outcomes, plan(options, &stop));
    IMGBATCH_TRY(print_plan(outcomes, tell));
    const bool failed =
        std::any_of(outcomes.begin(), outcomes.end(),
                    [](const ImageOutcome& outcome) { return is_failure(outcome.outcome); });
    if (failed) {
        return ExitCode::some_failed;
    }
    return outcomes.empty() ? ExitCode::no_input : ExitCode::done;
}

Expected<ExitCode> full_run(const RunOptions& options, const TellOptions& tell, StopFlag& stop) {
    Reporter reporter(tell, options.executor.kind);
    IMGBATCH_TRY(auto result, run(options, reporter, stop));
    if (result.summary.images() == 0 && result.left_out == 0 && !result.ended_early &&
        !stop.requested()) {
        return Error{OutcomeClass::no_input, Stage::scan, "no input matched", 0};
    }
    auto told = reporter.finished(result.summary);
    if (!told && !result.ended_early) {
        result.ended_early = std::move(told).error();
    }
    if (result.ended_early) {
        fail(*result.ended_early);
    }
    return exit_code_for(result);
}

Expected<ExitCode> run_words(const JobArguments& arguments, StopFlag& stop) {
    IMGBATCH_TRY(const RunOptions options, to_run_options(arguments));
    if (reads_stdin_image(options)) {
        return run_stream_job(options, arguments.tell);
    }
    if (arguments.tell.dry_run) {
        return dry_run(options, arguments.tell, stop);
    }
    return full_run(options, arguments.tell, stop);
}

} // namespace

int run_job(const JobArguments& arguments) {
    auto stop = StopFlag::create();
    if (!stop) {
        return fail(stop.error());
    }
    const SignalGuard guard(*stop);
    const auto code = run_words(arguments, *stop);
    if (SignalGuard::received() != 0) {
        die_of(SignalGuard::received());
    }
    return code ? static_cast<int>(*code) : fail(code.error());
}

} // namespace imgbatch::cli
