/// Everything that ends comes through here: to the journal, to the sum, to the observer.
#pragma once

#include <imgbatch/run.h>

#include "record/journal.h"
#include "run/output_files.h"
#include "scan/name_claims.h"

#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace imgbatch {

/// What the journal is to hold beside outcomes.
struct JournalRule {
    std::uint64_t options = 0; ///< the run's options_hash()
    bool at_once = false;      ///< each line by itself: in place nothing else tells what is done
};

/// Takes outcomes from the executor (results) and from the scan (entries that never became tasks).
/// The two may come from different threads; it lets one in at a time, so that the observer need not
/// care. Requests the stop where the output side fails or nobody listens any more.
class Recorder : public ResultSink {
public:
    /// All must outlive it. `journal` is null for a run that keeps no state.
    Recorder(Observer& observer, Journal* journal, StopFlag& stop, JournalRule rule = {})
        : observer_(observer), journal_(journal), rule_(rule), stop_(stop) {}

    /// Remembers the tasks until their results come, for the case that their worker cannot answer
    /// any more. To be called before an executor gets the batch.
    void expect(const Batch& batch);

    void accept(TaskResult result) override;
    void worker_lost(pid_t pid, const Task* running) override;

    /// An outcome that no executor has seen.
    void tell(const ImageOutcome& outcome);

    /// The same of an output that an earlier run has made and recorded: it is told, not recorded.
    void tell_done(const ImageOutcome& outcome);

    /// An input that this run passes over in silence.
    void leave_out();

    /// More has been found.
    void found(const ScanTotals& totals);

    /// What has come so far; final when the executor has returned.
    [[nodiscard]] RunResult& result() { return result_; }

private:
    void tell_locked(const ImageOutcome& outcome);
    void sign(ImageOutcome& outcome) const;
    void tidy_up(const ImageOutcome& outcome);
    void record(const ImageOutcome& outcome);
    void refuse_second_claim(ImageOutcome& outcome, std::string_view payload);
    void end_early(Error reason);

    Observer& observer_;
    Journal* journal_;
    JournalRule rule_;
    StopFlag& stop_;
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, std::string> expected_; ///< payloads by index
    OutputFiles files_;
    std::unordered_set<std::string> tidied_; ///< folders without temporaries of the dead
    NameClaims written_; ///< final names: the content may have changed the planned ones
    RunResult result_;
};

} // namespace imgbatch
