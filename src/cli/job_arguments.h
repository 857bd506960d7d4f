/// The options that `resize` and `convert` share, as typed, and what they mean together.
#pragma once

#include <imgbatch/run.h>

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace imgbatch::cli {

/// How a run is told.
struct TellOptions {
    bool json = false;
    bool print = false;
    bool print_null = false;
    bool quiet = false;
    int verbose = 0;
    bool dry_run = false;
};

/// What was typed: run options that CLI11 can fill, and words that need a parser of ours.
struct JobArguments {
    RunOptions run;
    TellOptions tell;
    std::optional<std::string> size;
    std::string quality;
    std::string background;
    std::string batch = "auto";
    double timeout_seconds = 60;
    double grace_seconds = 0.5;
    bool resume = false;
    bool retry_failed = false;
    bool fast = false;
    bool exact = false;
    bool no_auto_orient = false;
    std::optional<Fit> fit;
};

enum class Resizes { yes, no };

/// Declares what says which pictures and what becomes of them, not where they go nor how the run
/// goes: input, geometry, encoding, colour and damage. `arguments` must outlive parsing.
void add_work_options(CLI::App& app, JobArguments& arguments, Resizes resizes);

/// Declares all options on `app`, in help groups, bound to `arguments`, which must outlive parsing.
void add_job_options(CLI::App& app, JobArguments& arguments, Resizes resizes);

/// Checks the options against each other. Errors: usage.
Expected<RunOptions> to_run_options(const JobArguments& arguments);

} // namespace imgbatch::cli
