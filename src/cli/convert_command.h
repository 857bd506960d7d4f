/// `imgbatch convert`.
#pragma once

#include "cli/job_arguments.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace imgbatch::cli {

/// Declares the subcommand on `app`; when it is parsed, hands its action to `choose`. Must outlive
/// the parsing and the action.
class ConvertCommand {
public:
    ConvertCommand(CLI::App& app, const std::function<void(std::function<int()>)>& choose);

private:
    JobArguments arguments_;
};

} // namespace imgbatch::cli
