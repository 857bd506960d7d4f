/// From names to batches of tasks: joins scan, output names and batcher.
#pragma once

#include <imgbatch/run.h>

#include "batch/batcher.h"
#include "run/earlier_runs.h"
#include "run/read_ahead.h"
#include "run/recorder.h"
#include "scan/input_source.h"
#include "scan/name_claims.h"
#include "scan/output_path.h"

#include <vector>

namespace imgbatch {

/// The task for an input, and the outcome of one that never becomes a task.
ImageTask to_image_task(const Found& found, const Planned& planned, std::uint64_t index);
ImageOutcome refused(const ImageTask& task, const Error& error);

/// Feeds an executor while the scan goes on. Each call scans a slice ahead, so that the largest
/// image found so far comes first and the totals for the progress run ahead of the work, but no
/// worker is kept waiting for the end of a walk. One thread at a time.
class StreamedSource : public BatchSource {
public:
    /// All must outlive it. `earlier` is null where it does not matter what was.
    StreamedSource(InputSource& inputs, const OutputNamer& namer, const EarlierRuns* earlier,
                   Recorder& recorder, BatchLimits limits, unsigned lanes)
        : inputs_(inputs), namer_(namer), earlier_(earlier), recorder_(recorder),
          batcher_(limits, lanes) {}

    Pulled next() override;

private:
    enum class Scan { more, waits, ended };

    void scan_slice();
    void add(const Found& found);
    bool claims_name(const ImageTask& task);

    InputSource& inputs_;
    const OutputNamer& namer_;
    const EarlierRuns* earlier_;
    Recorder& recorder_;
    Batcher batcher_;
    ReadAhead read_ahead_;
    NameClaims claims_;
    ScanTotals totals_;
    std::uint64_t next_index_ = 0;
    Scan scan_ = Scan::more;
    int wait_fd_ = -1;
};

/// Feeds an executor from a list that is complete: largest first.
class ListedSource : public BatchSource {
public:
    ListedSource(const std::vector<ImageTask>& tasks, Recorder& recorder, BatchLimits limits,
                 unsigned lanes);

    Pulled next() override;

private:
    Recorder& recorder_;
    Batcher batcher_;
    ReadAhead read_ahead_;
};

} // namespace imgbatch
