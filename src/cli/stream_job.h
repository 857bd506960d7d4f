/// One image from stdin to a file or to stdout.
#pragma once

#include <imgbatch/run.h>

#include "cli/exit_code.h"
#include "cli/job_arguments.h"

namespace imgbatch::cli {

/// Reads all of stdin, works on it, and writes the result to `-o FILE`, or to stdout without -o or
/// with `-o -`. Keeps no state. Errors: usage (other inputs beside `-`, a terminal on stdout); the
/// image's own class; write_error.
Expected<ExitCode> run_stream_job(const RunOptions& options, const TellOptions& tell);

} // namespace imgbatch::cli
