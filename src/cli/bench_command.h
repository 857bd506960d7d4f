/// `imgbatch bench`.
#pragma once

#include "cli/bench_arguments.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace imgbatch::cli {

/// Declares the subcommand on `app`; when it is parsed, hands its action to `choose`. Must outlive
/// the parsing and the action.
class BenchCommand {
public:
    BenchCommand(CLI::App& app, const std::function<void(std::function<int()>)>& choose);

private:
    [[nodiscard]] int run() const;

    BenchArguments arguments_;
};

} // namespace imgbatch::cli
