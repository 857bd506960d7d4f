/// Everything that ends comes through here: to the journal, to the sum, to the observer.
#pragma once

#include <imgbatch/run.h>

#include "record/journal.h"
#include "scan/name_claims.h"

#include <mutex>
#include <unordered_map>

namespace imgbatch {

/// Takes outcomes from the executor (results) and from the scan (entries that never became tasks).
/// The two may come from different threads; it lets one in at a time, so that the observer need not
/// care. Requests the stop where the output side fails or nobody listens any more.
class Recorder : public ResultSink {
public:
    /// All must outlive it. `journal` is null for a run that keeps no state.
    Recorder(Observer& observer, Journal* journal, StopFlag& stop)
        : observer_(observer), journal_(journal), stop_(stop) {}

    /// Remembers the tasks until their results come, for the case that their worker cannot answer
    /// any more. To be called before an executor gets the batch.
    void expect(const Batch& batch);

    void accept(TaskResult result) override;
    void worker_lost(pid_t pid, const Task* running) override;

    /// An outcome that no executor has seen.
    void tell(const ImageOutcome& outcome);

    /// More has been found.
    void found(const ScanTotals& totals);

    /// What has come so far; final when the executor has returned.
    [[nodiscard]] RunResult& result() { return result_; }

private:
    void tell_locked(const ImageOutcome& outcome);
    void refuse_second_claim(ImageOutcome& outcome, std::string_view payload);
    void end_early(Error reason);

    Observer& observer_;
    Journal* journal_;
    StopFlag& stop_;
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, std::string> expected_; ///< payloads by index
    NameClaims written_; ///< final names: the content may have changed the planned ones
    RunResult result_;
};

} // namespace imgbatch
