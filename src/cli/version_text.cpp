#include "cli/version_text.h"

#include <imgbatch/executor.h>
#include <imgbatch/run_summary.h>

#include "codec/codec.h"
#include "run/confinement.h"
#include "sandbox/machine.h"
#include "transform/versions.h"

namespace imgbatch::cli {
namespace {

/// What --sandbox auto means here: "on", or "off (why)".
std::string sandbox_default() {
    const auto executor = to_word(choose_executor(ExecutorKind::automatic).kind);
    const auto choice = choose_sandbox(Sandbox::automatic, executor);
    if (!choice) {
        return "off";
    }
    const std::string level(to_word(choice->level));
    return choice->reason.empty() ? level : level + " (" + choice->reason + ")";
}

} // namespace

std::string version_line() {
    return "imgbatch " + program_version() + "\n";
}

std::string version_details() {
    std::string text = version_line();
    for (const std::string& library : codec_versions()) {
        text += "  " + library + "\n";
    }
    for (const std::string& library : transform_versions()) {
        text += "  " + library + "\n";
    }
    text += "  CPUs for this process: " + std::to_string(available_cpus()) + "\n";
    text += "  sandbox: " + to_text(probe_sandbox()) + "; auto is " + sandbox_default() + "\n";
    return text;
}

} // namespace imgbatch::cli
