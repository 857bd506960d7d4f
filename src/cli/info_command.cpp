#include "cli/info_command.h"

#include "base/file_io.h"
#include "cli/exit_code.h"
#include "cli/fail.h"
#include "cli/info_text.h"
#include "cli/input_arguments.h"
#include "cli/limit_arguments.h"
#include "cli/signals.h"
#include "record/terminal_text.h"
#include "run/inspect.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace imgbatch::cli {
namespace {

constexpr const char* examples = R"(
Examples:
  imgbatch info ./photos
  imgbatch info *.jpg --json | jq 'select(.width > 4000) | .input')";

bool failed(const Inspected& entry) {
    return is_failure(entry.outcome);
}

} // namespace

InfoCommand::InfoCommand(CLI::App& app, const std::function<void(std::function<int()>)>& choose) {
    CLI::App* command =
        app.add_subcommand("info", "Tell format, size, orientation, profile and bytes of images");
    command->footer(examples);
    add_input_options(*command, input_, scan_);
    add_limit_options(*command, decode_.limits);
    command->add_flag("--json", json_, "One JSON object per image");
    command->callback([this, choose] { choose([this] { return run(); }); });
}

int InfoCommand::run() const {
    auto stop = StopFlag::create();
    if (!stop) {
        return fail(stop.error());
    }
    if (input_.paths.empty() && !input_.files_from) {
        return fail({OutcomeClass::usage, Stage::none,
                     "no input: name files or folders, or use --files-from", 0});
    }
    if (std::find(input_.paths.begin(), input_.paths.end(), "-") != input_.paths.end()) {
        return fail({OutcomeClass::usage, Stage::none, "info reads files, not stdin", 0});
    }
    const SignalGuard guard(*stop);
    const auto entries = inspect(input_, scan_, decode_, executor_, *stop);
    if (SignalGuard::received() != 0) {
        die_of(SignalGuard::received());
    }
    if (!entries) {
        return fail(entries.error());
    }
    const auto written =
        write_all(STDOUT_FILENO, as_bytes(json_ ? info_json(*entries) : info_table(*entries)));
    if (!written) {
        return fail(written.error());
    }
    for (const Inspected& entry : *entries) {
        if (failed(entry)) {
            std::cerr << info_failure(entry) << '\n';
        }
    }
    if (entries->empty()) {
        return fail({OutcomeClass::no_input, Stage::scan, "no image found", 0});
    }
    const bool any = std::any_of(entries->begin(), entries->end(), failed);
    return static_cast<int>(any ? ExitCode::some_failed : ExitCode::done);
}

} // namespace imgbatch::cli
