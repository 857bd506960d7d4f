#include "exec/memory_budget.h"

#include <algorithm>
#include <cassert>

namespace imgbatch {

void MemoryBudget::ask(std::uint64_t task, std::uint64_t bytes) {
    assert(!holds(task) && !waits(task));
    // Without a limit nothing is summed up, so nothing can overflow.
    line_.push_back({task, limit_ == 0 ? 0 : std::min(bytes, limit_)});
}

std::optional<std::uint64_t> MemoryBudget::grant_next() {
    if (line_.empty() || line_.front().bytes > limit_ - granted_) {
        return std::nullopt;
    }
    const Wish next = line_.front();
    line_.pop_front();
    grants_.emplace(next.task, next.bytes);
    granted_ += next.bytes;
    return next.task;
}

void MemoryBudget::release(std::uint64_t task) {
    if (const auto held = grants_.find(task); held != grants_.end()) {
        granted_ -= held->second;
        grants_.erase(held);
        return;
    }
    std::erase_if(line_, [task](const Wish& wish) { return wish.task == task; });
}

bool MemoryBudget::waits(std::uint64_t task) const {
    return std::any_of(line_.begin(), line_.end(),
                       [task](const Wish& wish) { return wish.task == task; });
}

} // namespace imgbatch
