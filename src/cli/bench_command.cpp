#include "cli/bench_command.h"

#include "base/atomic_file.h"
#include "base/file_io.h"
#include "base/try.h"
#include "cli/bench_json.h"
#include "cli/bench_plot.h"
#include "cli/bench_progress.h"
#include "cli/bench_text.h"
#include "cli/exit_code.h"
#include "cli/fail.h"
#include "cli/signals.h"
#include "record/failure_text.h"

#include <unistd.h>

#include <iostream>

namespace imgbatch::cli {
namespace {

constexpr const char* examples = R"(
Runs each executor over your own images, side by side, and names the winner; process keeps its place
where it is less than 5 % slower, for a crash then costs one image. Inputs are only read; outputs go
to a scratch folder that is removed.

Examples:
  imgbatch bench ./photos --size 800x600
  imgbatch bench ./photos --size 1600 -f webp --max-images 200 --plot bench.svg
  imgbatch bench ./photos --size 400 --executors process,tbb --jobs 1,2,4,8 --batches auto
  imgbatch bench ./photos --size 800 --scratch /mnt/disk    what the disk does to it
  imgbatch bench ./photos --size 800 --json | jq -r 'select(.type=="bench-summary").use')";

/// The chart's file, opened before anything is measured: a wrong name shows at once.
Expected<std::optional<AtomicFile>> open_plot(const std::optional<std::string>& name) {
    if (!name) {
        return std::optional<AtomicFile>();
    }
    auto file = AtomicFile::create(*name);
    if (!file) {
        Error error = std::move(file).error();
        error.message = "--plot " + *name + ": " + error.message;
        return error;
    }
    return std::optional<AtomicFile>(*std::move(file));
}

Expected<void> tell(const BenchReport& report, bool json) {
    return write_all(STDOUT_FILENO, as_bytes(json ? bench_json(report) : bench_text(report)));
}

Expected<ExitCode> bench(const BenchArguments& arguments, const StopFlag& stop) {
    IMGBATCH_TRY(const BenchOptions options, to_bench_options(arguments));
    IMGBATCH_TRY(auto plot, open_plot(arguments.plot));
    BenchProgress progress(arguments.quiet);
    auto measured = benchmark(options, progress, stop);
    progress.clear();
    IMGBATCH_TRY(const BenchReport report, std::move(measured));
    for (const ImageOutcome& failure : report.failures) {
        std::cerr << failure_text(failure) << '\n';
    }
    IMGBATCH_TRY(tell(report, arguments.json));
    if (plot) {
        IMGBATCH_TRY(plot->write(as_bytes(bench_plot(report))));
        IMGBATCH_TRY(plot->commit({}));
    }
    if (!report.verdict) {
        return Error{OutcomeClass::internal, Stage::worker, "no executor came to an end", 0};
    }
    return report.failures.empty() ? ExitCode::done : ExitCode::some_failed;
}

} // namespace

BenchCommand::BenchCommand(CLI::App& app, const std::function<void(std::function<int()>)>& choose) {
    CLI::App* command =
        app.add_subcommand("bench", "Measure the executors on your images and name the fastest");
    command->footer(examples);
    add_bench_options(*command, arguments_);
    command->callback([this, choose] { choose([this] { return run(); }); });
}

int BenchCommand::run() const {
    auto stop = StopFlag::create();
    if (!stop) {
        return fail(stop.error());
    }
    const SignalGuard guard(*stop);
    const auto code = bench(arguments_, *stop);
    if (SignalGuard::received() != 0) {
        die_of(SignalGuard::received());
    }
    return code ? static_cast<int>(*code) : fail(code.error());
}

} // namespace imgbatch::cli
