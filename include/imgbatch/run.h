/// The whole job: find inputs, plan outputs, work through them, tell what happened.
#pragma once

#include <imgbatch/executor.h>
#include <imgbatch/image_task.h>
#include <imgbatch/options.h>
#include <imgbatch/process_image.h>
#include <imgbatch/result.h>
#include <imgbatch/run_summary.h>
#include <imgbatch/stop_flag.h>

#include <optional>
#include <string>
#include <vector>

namespace imgbatch {

/// Where inputs come from: paths, or a list of paths, or both.
struct InputOptions {
    std::vector<std::string> paths;        ///< files and folders
    std::optional<std::string> files_from; ///< a file with one path per line; "-" is stdin
    bool null_separated = false;           ///< entries of that list end with NUL
    std::optional<std::string> base;       ///< listed paths keep what lies below it
};

/// Where outputs go: docs in README, "Output".
struct OutputOptions {
    std::optional<std::string>
        output;            ///< a file, a template with {fields} or a folder; none: beside
    bool in_place = false; ///< replace the inputs
    OnCollision on_collision = OnCollision::error;
    std::string label; ///< for default names: "800x600", "50pct", "webp"
};

/// What a run makes of what earlier runs into the same folder have recorded, docs/record.md.
enum class Resume {
    no,
    unfinished, ///< `--resume`: only what is not done; with no record at all a plain run
    failed,     ///< `--retry-failed`: only what has failed
};

struct RunOptions {
    InputOptions input;
    ScanOptions scan;
    OutputOptions output;
    ImageOptions image;
    ExecutorOptions executor;
    BatchLimits batch;
    Resume resume = Resume::no;
    SandboxOptions sandbox; ///< run() makes ExecutorOptions::confinement of it
};

/// What has been found so far; `complete` once the scan has ended.
struct ScanTotals {
    std::uint64_t images = 0;
    std::uint64_t bytes = 0;
    bool complete = false;
};

/// Told about a run as it goes. Never called by two threads at once; which thread calls is not
/// said.
class Observer {
public:
    virtual ~Observer() = default;

    /// Before the first image: where results go ("" for a single file), and who works.
    virtual void started(const std::string& output_root, std::string_view executor,
                         unsigned lanes) {
        (void)output_root;
        (void)executor;
        (void)lanes;
    }
    /// After started(): what workers run under, "off", "on" or "strict", and why it is that where
    /// it was left to us and is not "on" ("" else).
    virtual void confined(std::string_view sandbox, std::string_view reason) {
        (void)sandbox;
        (void)reason;
    }
    /// More inputs have been found.
    virtual void found(const ScanTotals& totals) { (void)totals; }
    /// One planned output has ended. A returned error says that nobody listens any more (stdout is
    /// closed or full): the run stops.
    virtual Expected<void> outcome(const ImageOutcome& outcome) {
        (void)outcome;
        return {};
    }
};

/// What a run came to.
struct RunResult {
    RunSummary summary;
    std::uint64_t left_out = 0; ///< inputs passed over, as they have not failed (Resume::failed)
    std::optional<Error> ended_early; ///< why the run stopped before its end; none where it did not
                                      ///< or was asked to from outside
};

/// Runs the job to its end or to the stop. One failing image is an outcome, never an error. Forks
/// (executor process) before it starts any thread; call it from a process without threads then.
/// The run itself requests `stop` where the output side fails.
/// Errors, all before the first image: usage and collision (nothing was touched), among them a
/// sandbox that was asked for and cannot be had; write_error (the output folder cannot be written);
/// internal.
Expected<RunResult> run(const RunOptions& options, Observer& observer, StopFlag& stop);

/// What run() would do, without doing it: every input with its planned output, in order of index.
/// Goes by names alone: contents and existing outputs are not looked at. Entries that could not be
/// read carry their class. A stop ends the listing. Errors: as run().
Expected<std::vector<ImageOutcome>> plan(const RunOptions& options, const StopFlag* stop = nullptr);

} // namespace imgbatch
