/// The inputs of a run as one stream.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>
#include <imgbatch/run.h>

#include "scan/input_source.h"

#include <memory>
#include <string>
#include <vector>

namespace imgbatch {

/// The scan that the options ask for: of the paths, of the list, or of one after the other. Folders
/// in `left_out` (outputs) are not entered. Errors: usage (a pattern); read_error (the list).
Expected<std::unique_ptr<InputSource>>
open_inputs(const InputOptions& input, const ScanOptions& scan, std::vector<std::string> left_out);

/// Everything that `inputs` has, waiting where it has to until `stop`.
std::vector<Found> list_inputs(InputSource& inputs, const StopFlag* stop);

} // namespace imgbatch
