/// Sources, sinks and workers for tests of executors.
#pragma once

#include <imgbatch/executor.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace imgbatch::test {

/// Tasks 0 to count - 1, whose payload is their index in digits unless `payload` says otherwise,
/// in batches of `batch_size`. Only the thread that is in next() may touch it while a run lasts.
class CountingSource : public BatchSource {
public:
    CountingSource(std::uint64_t count, std::size_t batch_size)
        : count_(count), batch_size_(batch_size) {}

    std::function<std::string(std::uint64_t)> payload = [](std::uint64_t index) {
        return std::to_string(index);
    };

    Pulled next() override {
        CHECK_FALSE_MESSAGE(ended_, "asked after NoMore");
        Batch batch;
        const std::uint64_t first = pulled.load();
        for (auto i = first; i < std::min<std::uint64_t>(count_, first + batch_size_); ++i) {
            batch.tasks.push_back(Task{i, 1, payload(i)});
        }
        pulled += batch.tasks.size();
        if (batch.tasks.empty()) {
            ended_ = true;
            return NoMore{};
        }
        return batch;
    }

    std::atomic<std::uint64_t> pulled = 0; ///< tasks that have left

private:
    std::uint64_t count_;
    std::size_t batch_size_;
    bool ended_ = false;
};

/// Keeps all results. Notices when two threads are in it at once.
class KeepingSink : public ResultSink {
public:
    struct Lost {
        pid_t pid;
        bool running;
        std::uint64_t index;     ///< of the running task
        std::size_t told_before; ///< results that had been told then
    };

    std::function<void(const TaskResult&)> on_accept = [](const TaskResult&) {};

    void accept(TaskResult result) override {
        overlapped = busy_.exchange(true) || overlapped;
        on_accept(result);
        results.push_back(std::move(result));
        busy_ = false;
    }

    void worker_lost(pid_t pid, const Task* running) override {
        overlapped = busy_.exchange(true) || overlapped;
        lost.push_back(
            {pid, running != nullptr, running != nullptr ? running->index : 0, results.size()});
        busy_ = false;
    }

    /// By index; fails the test when one was told twice.
    [[nodiscard]] std::map<std::uint64_t, TaskResult> by_index() const {
        std::map<std::uint64_t, TaskResult> sorted;
        for (const TaskResult& result : results) {
            CHECK_MESSAGE(sorted.emplace(result.index, result).second,
                          "told twice: ", result.index);
        }
        return sorted;
    }

    [[nodiscard]] std::size_t count(OutcomeClass ending) const {
        return static_cast<std::size_t>(
            std::count_if(results.begin(), results.end(),
                          [&](const TaskResult& result) { return result.ending == ending; }));
    }

    std::vector<TaskResult> results;
    std::vector<Lost> lost;
    std::atomic<bool> overlapped = false;

private:
    std::atomic<bool> busy_ = false;
};

inline std::string echo(const Task& task, TaskContext& context) {
    (void)context;
    return "<" + task.payload + ">";
}

/// A flag that nobody raises, or a test does.
inline StopFlag make_stop() {
    auto stop = StopFlag::create();
    REQUIRE(stop.has_value());
    return *std::move(stop);
}

} // namespace imgbatch::test
