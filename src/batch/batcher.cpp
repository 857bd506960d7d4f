#include "batch/batcher.h"

#include <algorithm>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::uint64_t max_cost = 1ULL << 40;

std::uint64_t counted(const Task& task) {
    return std::clamp<std::uint64_t>(task.cost, 1, max_cost);
}

/// Heap order: the greatest is the costliest, the earliest among equals.
bool comes_later(const Task& a, const Task& b) {
    const auto cost_a = counted(a);
    const auto cost_b = counted(b);
    return cost_a != cost_b ? cost_a < cost_b : a.index > b.index;
}

} // namespace

Batcher::Batcher(const BatchLimits& limits, unsigned lanes)
    : limits_(limits), divisor_(4ULL * std::max(lanes, 1U)) {
    limits_.max_tasks = std::max(limits_.max_tasks, 1U);
    if (limits_.fixed_tasks) {
        limits_.fixed_tasks = std::max(*limits_.fixed_tasks, 1U);
    }
}

void Batcher::add(Task task) {
    waiting_cost_ += counted(task);
    heap_.push_back(std::move(task));
    std::push_heap(heap_.begin(), heap_.end(), comes_later);
}

Task Batcher::pop() {
    std::pop_heap(heap_.begin(), heap_.end(), comes_later);
    Task task = std::move(heap_.back());
    heap_.pop_back();
    waiting_cost_ -= counted(task);
    return task;
}

std::optional<Batch> Batcher::take() {
    if (heap_.empty() || (limits_.fixed_tasks && !closed_ && heap_.size() < *limits_.fixed_tasks)) {
        return std::nullopt;
    }
    const std::size_t most = limits_.fixed_tasks.value_or(limits_.max_tasks);
    const std::uint64_t share = std::min(waiting_cost_ / divisor_, limits_.max_cost);
    std::uint64_t cost = 0;
    Batch batch;
    while (!heap_.empty() && batch.tasks.size() < most) {
        cost += counted(heap_.front());
        if (!limits_.fixed_tasks && !batch.tasks.empty() && cost > share) {
            break;
        }
        batch.tasks.push_back(pop());
    }
    return batch;
}

} // namespace imgbatch
