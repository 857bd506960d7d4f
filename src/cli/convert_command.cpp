#include "cli/convert_command.h"

#include "cli/job_command.h"

namespace imgbatch::cli {
namespace {

constexpr const char* examples = R"(
Examples:
  imgbatch convert ./photos -f webp                 into photos-webp/
  imgbatch convert scan.png -f jpeg -q 90
  imgbatch convert ./photos --progressive -q 80     re-encoded into photos-converted/)";

} // namespace

ConvertCommand::ConvertCommand(CLI::App& app,
                               const std::function<void(std::function<int()>)>& choose) {
    CLI::App* command = app.add_subcommand("convert", "Re-encode images at their own size");
    command->footer(examples);
    add_job_options(*command, arguments_, Resizes::no);
    command->callback([this, choose] { choose([this] { return run_job(arguments_); }); });
}

} // namespace imgbatch::cli
