/// One run of the process executor: the poll loop and what it decides.
#pragma once

#include <imgbatch/executor.h>

#include "base/fd.h"
#include "exec/lane.h"
#include "exec/lane_watch.h"
#include "exec/supplies.h"
#include "exec/work_queue.h"

#include <poll.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace imgbatch {

class ProcessRun {
public:
    ProcessRun(const ExecutorOptions& options, unsigned lanes, BatchSource& source,
               const Worker& worker, ResultSink& sink, const StopFlag& stop);

    /// Once only.
    Expected<void> run();

private:
    using Lanes = std::vector<std::unique_ptr<Lane>>;

    // Starting workers and handing out.
    Expected<void> start_first_lanes();
    Expected<void> add_lane();
    /// Replaces those that were lost, and adds those that waiting for storage calls for.
    void complete_lanes();
    void hand_out();
    void hand_to_lanes_of_depth(std::size_t depth);
    std::optional<Parcel> next_parcel(const Lane& lane);
    /// Asks the source, unless it has ended or its descriptor is still quiet.
    void pull();

    // Waiting.
    void wait();
    [[nodiscard]] std::vector<pollfd> watched(bool listen) const;
    [[nodiscard]] int poll_timeout_ms(Clock::time_point now) const;
    void forgive_absence(int timeout_ms);

    // What came of it.
    void look_at_lanes(const std::vector<pollfd>& polled);
    void expire_silent_lanes();
    void bury(Lane& lane);
    void settle_running(Attempt attempt, const Death& death);
    void count_death(bool task_begun, const Death& death);
    void heed_refusal(const Lane& lane);
    void heed_give_back(Lane& lane);
    void tell(std::vector<Finished>& finished);
    void tell(TaskResult result);
    void cancel(const std::vector<Attempt>& attempts);

    // The end.
    [[nodiscard]] bool all_done() const;
    void begin_ending(std::chrono::milliseconds patience);
    void fail(Error error);

    const ExecutorOptions& options_;
    Supplies supplies_;
    LaneWatch watch_; ///< says how many lanes there shall be
    BatchSource& source_;
    const Worker& worker_;
    ResultSink& sink_;
    const StopFlag& stop_;

    Fd bell_;
    Lanes lanes_;
    WorkQueue queue_;
    std::uint64_t next_batch_ = 1;
    std::optional<NotYet> source_waits_;
    bool source_ended_ = false;

    Clock::time_point awake_at_ = Clock::now(); ///< when the last wait ended
    Clock::time_point listen_again_{};          ///< until then only the bell is heard
    Clock::time_point start_again_{};  ///< no worker is started before, after one could not be
    bool short_of_lanes_ = false;      ///< the last start failed
    unsigned deaths_without_task_ = 0; ///< in a row
    std::optional<Clock::time_point> kill_at_; ///< set: the run is ending; workers get until then
    std::optional<Error> error_;
};

} // namespace imgbatch
