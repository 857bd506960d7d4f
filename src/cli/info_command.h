/// `imgbatch info`.
#pragma once

#include <imgbatch/run.h>

#include <CLI/CLI.hpp>

#include <functional>

namespace imgbatch::cli {

/// Declares the subcommand on `app`; when it is parsed, hands its action to `choose`. Must outlive
/// the parsing and the action.
class InfoCommand {
public:
    InfoCommand(CLI::App& app, const std::function<void(std::function<int()>)>& choose);

private:
    [[nodiscard]] int run() const;

    InputOptions input_;
    ScanOptions scan_;
    DecodeOptions decode_;
    ExecutorOptions executor_;
    bool json_ = false;
};

} // namespace imgbatch::cli
