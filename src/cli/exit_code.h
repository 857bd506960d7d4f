/// The exit codes of the program, README "Exit codes".
#pragma once

#include <imgbatch/result.h>
#include <imgbatch/run.h>

namespace imgbatch::cli {

enum class ExitCode : int {
    done = 0,          ///< every image done, or skipped by rule
    some_failed = 1,   ///< some images failed, all others are done
    usage = 2,         ///< wrong arguments; nothing was touched
    no_input = 3,      ///< no input matched
    output_failed = 4, ///< the output side failed; stopped early
    internal = 5,      ///< the executor could not go on
};

/// For a run that did not begin.
ExitCode exit_code_for(const Error& error);

/// For a run that did.
ExitCode exit_code_for(const RunResult& result);

} // namespace imgbatch::cli
