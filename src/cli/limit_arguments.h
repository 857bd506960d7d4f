/// The options that say what a file may ask for.
#pragma once

#include <imgbatch/options.h>

#include <CLI/CLI.hpp>

#include <string>

namespace imgbatch::cli {

/// Declares them on `app`, in a help group of their own; `limits` must outlive parsing.
void add_limit_options(CLI::App& app, InputLimits& limits);

/// An option NAME SIZE that parse_bytes() reads into `target`.
CLI::Option* add_bytes_option(CLI::App& app, const std::string& name, std::uint64_t& target,
                              const std::string& description);

} // namespace imgbatch::cli
