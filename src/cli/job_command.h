/// What `resize` and `convert` do once their words are understood.
#pragma once

#include "cli/job_arguments.h"

namespace imgbatch::cli {

/// Runs the job and tells about it; returns the exit code. Dies of the signal that ended the run.
int run_job(const JobArguments& arguments);

} // namespace imgbatch::cli
