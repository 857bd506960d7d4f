/// How the workers of a run are locked in: from options and output names to the executor's
/// Confinement.
#pragma once

#include <imgbatch/confinement.h>
#include <imgbatch/run.h>

#include "sandbox/rules.h"
#include "scan/output_path.h"

#include <string>
#include <string_view>
#include <vector>

namespace imgbatch {

/// What a wanted level becomes.
struct SandboxChoice {
    Sandbox level = Sandbox::off; ///< never automatic
    std::string reason;           ///< why `automatic` became off; else empty
};

/// The rule of `automatic`: on where the executor is `process` and this machine can, else off.
/// Errors (usage): a level that was asked for and cannot be had, with the reason.
Expected<SandboxChoice> choose_sandbox(Sandbox wanted, std::string_view executor);

/// "off", "on" or "strict".
std::string_view to_word(Sandbox level);

/// What workers of this job may still do.
SandboxRules sandbox_rules(Sandbox level, const RunOptions& options, const OutputNamer& namer);

/// What workers may still do that read the inputs and write nothing.
SandboxRules sandbox_rules_for_reading(Sandbox level, const InputOptions& input,
                                       const ScanOptions& scan, const ExecutorOptions& executor);

/// What workers may still do that read files anywhere and write below `folder` alone.
SandboxRules sandbox_rules_for_folder(Sandbox level, const ExecutorOptions& executor,
                                      const std::string& folder);

/// Locks workers in by `rules`, after loading what writing `format` takes.
Confinement make_confinement(SandboxRules rules, OutputFormat format);

/// Makes those of the folders in which `outputs` are to lie, as workers may not make them. Errors:
/// write_error, name_too_long.
Expected<void> make_writable_folders(const SandboxRules& rules,
                                     const std::vector<std::string>& outputs);

} // namespace imgbatch
