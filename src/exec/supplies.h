/// What running tasks get from the parent beside their payload: memory, files, and workers that
/// were started with what they need.
#pragma once

#include <imgbatch/executor.h>

#include "exec/lane.h"
#include "exec/memory_budget.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace imgbatch {

/// One run's. Never blocks, but for what its broker does.
class Supplies {
public:
    explicit Supplies(const ExecutorOptions& options)
        : confinement_(options.confinement), needs_(options.confinement.needs),
          budget_(options.max_memory) {}

    /// Answers what tasks of `lanes` ask for, where it can be answered now. A worker that does not
    /// take its answer, or asks for what nobody has, is distrusted.
    /// Errors (internal): the broker hands more than may be handed.
    Expected<void> answer(const std::vector<std::unique_ptr<Lane>>& lanes);

    /// What is to be told of a task that is done: what it had is free again.
    TaskResult settle(Finished finished);
    /// The same for one whose attempt ends without an answer.
    void abandon(const Task& task);

    /// A lane that has died had given its first task back. The result of that task, if it is not to
    /// be begun anew; else workers started from now on have what it needs.
    std::optional<TaskResult> heed_give_back(Lane& lane);

    /// What a worker that is started now is to load.
    [[nodiscard]] const std::vector<std::string>& needs() const { return needs_; }
    /// What it must not inherit.
    [[nodiscard]] std::vector<int> descriptors() const;
    [[nodiscard]] bool has_broker() const { return confinement_.broker != nullptr; }

private:
    Expected<void> hand_files(Lane& lane);
    void ask_memory(const Lane& lane);
    /// Why a task that needs `need` is not to be begun anew; empty if it is.
    std::string reject(const std::string& need, const Lane& lane);

    const Confinement& confinement_;
    std::vector<std::string> needs_;
    MemoryBudget budget_;
    /// The descriptors of each task that has asked for files, by its index.
    std::unordered_map<std::uint64_t, std::vector<int>> handed_;
};

} // namespace imgbatch
