/// What people read about one image that did not go well.
#pragma once

#include <imgbatch/image_task.h>

#include <string>
#include <string_view>

namespace imgbatch {

/// One line without a newline: "imgbatch: photos/bad.jpg: truncated: the file ends early (decode)".
/// A signal and repeated attempts are told where there were any, and the output's name
/// where the output is at fault: "imgbatch: a.jpg -> out/a.jpg: write-error: …". Safe to show on a
/// terminal.
std::string failure_text(const ImageOutcome& outcome);

/// One line for one of the outcome's warnings: "imgbatch: photos/odd.jpg: warning: …".
std::string warning_text(const ImageOutcome& outcome, std::string_view warning);

} // namespace imgbatch
