/// What a run is going to do, as far as names tell: joins inputs, output names and collisions.
#pragma once

#include <imgbatch/run.h>

#include "scan/input_source.h"
#include "scan/output_path.h"

#include <memory>
#include <vector>

namespace imgbatch {

/// Checked options, ready to be scanned.
struct JobPlan {
    OutputNamer namer;
    std::unique_ptr<InputSource> inputs;
};

/// Errors (usage): options that contradict each other or the file system.
Expected<JobPlan> make_plan(const RunOptions& options);

/// A job all of whose names are known.
struct ListedJob {
    std::vector<ImageTask> tasks;
    std::vector<ImageOutcome> refused; ///< inputs that are no tasks: unreadable, collisions, …
    ScanTotals totals;
};

/// Scans to the end (or the stop) and resolves collisions. Errors (usage): collisions, where the
/// policy is error.
Expected<ListedJob> list_job(JobPlan& plan, OnCollision policy, const StopFlag* stop);

} // namespace imgbatch
