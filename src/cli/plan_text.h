/// What --dry-run prints.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>

#include "cli/job_arguments.h"

#include <vector>

namespace imgbatch::cli {

/// One line per input on stdout: "input -> output", or its class where it would not be worked on;
/// with --json records of type "plan", with --print the outputs alone. Errors: write_error.
Expected<void> print_plan(const std::vector<ImageOutcome>& outcomes, const TellOptions& tell);

} // namespace imgbatch::cli
