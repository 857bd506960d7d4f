/// How a run begins that goes on from earlier ones.
#pragma once

#include <imgbatch/run.h>

#include "run/earlier_runs.h"
#include "run/plan.h"
#include "run/recorder.h"
#include "scan/output_path.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace imgbatch {

/// Reads what earlier runs did, where that matters to this one, and puts their journals together.
/// `hash`: of this run's options. Errors: usage, where a run like this cannot be resumed;
/// read_error.
Expected<std::optional<EarlierRuns>> look_back(const RunOptions& options, const OutputNamer& namer,
                                               std::uint64_t hash);

/// Takes out of `job` what this run does not work on; returns what is done and has to be told.
std::vector<ImageOutcome> leave_out(ListedJob& job, const EarlierRuns& earlier, bool in_place,
                                    Recorder& recorder);

} // namespace imgbatch
