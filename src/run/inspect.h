/// What many files are: `imgbatch info`.
#pragma once

#include <imgbatch/run.h>

#include "pipeline/inspect_image.h"

#include <vector>

namespace imgbatch {

/// Inspects every input in a worker of the chosen executor; in order of index. Files of a walk that
/// are no images are left out. Errors: usage; internal.
Expected<std::vector<Inspected>> inspect(const InputOptions& input, const ScanOptions& scan,
                                         const DecodeOptions& decode,
                                         const ExecutorOptions& executor, const StopFlag& stop);

} // namespace imgbatch
