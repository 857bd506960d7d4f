#include "cli/version_text.h"

#include <imgbatch/executor.h>
#include <imgbatch/run_summary.h>

#include "codec/codec.h"
#include "transform/versions.h"

namespace imgbatch::cli {

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
    text += "  sandbox: off (not built in yet)\n";
    return text;
}

} // namespace imgbatch::cli
