/// The options that say which files a command works on.
#pragma once

#include <imgbatch/run.h>

#include <CLI/CLI.hpp>

namespace imgbatch::cli {

/// Declares them on `app`; both structs must outlive parsing.
void add_input_options(CLI::App& app, InputOptions& input, ScanOptions& scan);

} // namespace imgbatch::cli
