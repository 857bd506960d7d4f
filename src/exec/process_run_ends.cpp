// How workers and the run end, and what becomes of their tasks.
#include "exec/process_run.h"
#include "exec/run_task.h"

#include <algorithm>
#include <utility>

namespace imgbatch {
namespace {

using std::chrono::milliseconds;

constexpr unsigned most_deaths_without_task = 3;

} // namespace

void ProcessRun::bury(Lane& lane) {
    const pid_t pid = lane.child().pid();
    std::vector<Finished> finished;
    const Death death = lane.bury(finished, Clock::now());
    tell(finished);

    heed_refusal(lane);
    const bool gave_back = lane.ledger().given_back().has_value();
    if (gave_back) {
        heed_give_back(lane);
    }
    const bool fresh = lane.ledger().fresh();
    const bool task_begun = lane.ledger().running() != nullptr;
    auto unfinished = lane.take_unfinished();
    std::erase_if(lanes_, [&](const auto& each) { return each.get() == &lane; });
    std::optional<Attempt> running;
    if (task_begun) {
        running = std::move(unfinished.front().attempts.front());
        unfinished.front().attempts.pop_front();
        supplies_.abandon(running->task);
    }
    const bool left_as_asked = (kill_at_ || gave_back) && death.status.clean() && !running;
    if (!left_as_asked) {
        sink_.worker_lost(pid, running ? &running->task : nullptr);
    }
    queue_.put_back(std::move(unfinished));
    if (running) {
        settle_running(*std::move(running), death);
    }
    if (kill_at_) {
        cancel(queue_.take_all());
    } else {
        count_death(!fresh, death);
    }
}

void ProcessRun::settle_running(Attempt attempt, const Death& death) {
    if (kill_at_) {
        cancel({std::move(attempt)});
    } else if (attempt.starts > options_.retries) {
        tell(blamed_result(attempt.task.index, attempt.starts, death));
    } else {
        queue_.add_suspect(std::move(attempt));
    }
}

void ProcessRun::count_death(bool task_begun, const Death& death) {
    deaths_without_task_ = task_begun ? 0 : deaths_without_task_ + 1;
    if (deaths_without_task_ >= most_deaths_without_task) {
        fail(Error{OutcomeClass::internal, Stage::worker,
                   std::to_string(deaths_without_task_) +
                       " workers in a row died before they began a task; the last " +
                       describe(death),
                   0});
    }
}

void ProcessRun::heed_refusal(const Lane& lane) {
    if (lane.ledger().refusal() && !kill_at_) {
        fail(*lane.ledger().refusal());
    }
}

void ProcessRun::heed_give_back(Lane& lane) {
    supplies_.abandon(lane.ledger().first().task);
    if (auto result = supplies_.heed_give_back(lane)) {
        tell(*std::move(result));
    }
}

void ProcessRun::tell(std::vector<Finished>& finished) {
    for (Finished& each : finished) {
        tell(supplies_.settle(std::move(each)));
    }
    finished.clear();
}

void ProcessRun::tell(TaskResult result) {
    deaths_without_task_ = 0;
    sink_.accept(std::move(result));
}

void ProcessRun::cancel(const std::vector<Attempt>& attempts) {
    for (const Attempt& attempt : attempts) {
        sink_.accept(cancelled_result(attempt.task.index, attempt.starts));
    }
}

// The end.

bool ProcessRun::all_done() const {
    return source_ended_ && queue_.empty() &&
           std::all_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->idle(); });
}

void ProcessRun::begin_ending(milliseconds patience) {
    kill_at_ = Clock::now() + patience;
    for (const auto& lane : lanes_) {
        lane->hang_up();
    }
    cancel(queue_.take_all());
}

void ProcessRun::fail(Error error) {
    error_ = std::move(error);
    begin_ending(milliseconds(0));
}

} // namespace imgbatch
