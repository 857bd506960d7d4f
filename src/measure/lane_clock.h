/// Which lane worked when: a worker's answers carry it, a sink takes it off again.
///
///   worker ──answer──▶ timed_worker() ──answer + stamp──▶ executor ──▶ LaneClock ──answer──▶ sink
///
/// Nothing else changes: the executors move bytes and never look into them. A stamp costs two looks
/// at the clock and one cheap system call, some 0.2 us per task.
#pragma once

#include <imgbatch/executor.h>

#include <cstdint>
#include <unordered_map>

namespace imgbatch {

/// Does what `worker` does and adds to each answer its lane's number and when the task began and
/// ended by CLOCK_MONOTONIC, which all processes share.
Worker timed_worker(Worker worker);

/// How evenly the lanes of one run were busy.
struct LaneTimes {
    std::uint64_t busy_ns = 0; ///< the sum over all tasks
    /// From the moment the first lane had nothing more to do until the last task ended.
    std::uint64_t tail_ns = 0;
};

/// Hands on results as the plain worker would have given them. Called like any sink.
class LaneClock : public ResultSink {
public:
    /// The run's time begins now. `sink` must outlive it.
    explicit LaneClock(ResultSink& sink);

    void accept(TaskResult result) override;
    void worker_lost(pid_t pid, const Task* running) override { sink_.worker_lost(pid, running); }

    /// After the run. Where fewer than `lanes` had a task, the others idled from the beginning; of
    /// more, which there are where workers died, the last ones count.
    [[nodiscard]] LaneTimes times(unsigned lanes) const;

private:
    ResultSink& sink_;
    std::uint64_t begin_ns_;
    std::uint64_t busy_ns_ = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> last_end_ns_; ///< by lane
};

} // namespace imgbatch
