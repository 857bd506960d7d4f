#include "exec/memory_gate.h"

#include <chrono>

namespace imgbatch {
namespace {

/// A stop may come from a signal handler, which can wake no condition variable: those that wait
/// look this often.
constexpr std::chrono::milliseconds look_for_stop{20};

} // namespace

void MemoryGate::enter(std::uint64_t task, std::uint64_t bytes) {
    if (unlimited_) {
        return;
    }
    std::unique_lock lock(mutex_);
    budget_.ask(task, bytes);
    let_in();
    while (!budget_.holds(task)) {
        if (stop_.requested()) {
            budget_.release(task);
            let_in();
            throw StoppedWhileWaiting{};
        }
        changed_.wait_for(lock, look_for_stop);
    }
}

void MemoryGate::leave(std::uint64_t task) {
    const std::scoped_lock lock(mutex_);
    budget_.release(task);
    let_in();
}

void MemoryGate::let_in() {
    bool any = false;
    while (budget_.grant_next()) {
        any = true;
    }
    if (any) {
        changed_.notify_all();
    }
}

} // namespace imgbatch
