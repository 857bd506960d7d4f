#include "exec/work_queue.h"

#include "wire/message.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace imgbatch {
namespace {

/// Bytes after which a parcel is full: enough for thousands of paths, far below a frame's ceiling.
constexpr std::size_t parcel_bytes = 1U << 20;
/// What a task takes beside its payload, rounded up.
constexpr std::size_t task_overhead = 32;

TaskResult too_large(const Task& task) {
    TaskResult result;
    result.index = task.index;
    result.ending = OutcomeClass::memory;
    result.attempts = 0;
    result.message = "the task of " + std::to_string(task.payload.size()) +
                     " bytes is over the limit of " + std::to_string(max_wire_payload);
    return result;
}

} // namespace

std::vector<TaskResult> WorkQueue::add(Batch batch) {
    std::vector<TaskResult> refused;
    Parcel parcel;
    std::size_t bytes = 0;
    for (Task& task : batch.tasks) {
        const std::size_t size = task.payload.size() + task_overhead;
        if (task.payload.size() > max_wire_payload) {
            refused.push_back(too_large(task));
            continue;
        }
        if (!parcel.attempts.empty() && bytes + size > parcel_bytes) {
            parcels_.push_back(std::exchange(parcel, {}));
            bytes = 0;
        }
        bytes += size;
        parcel.attempts.push_back({std::move(task), 0});
    }
    if (!parcel.attempts.empty()) {
        parcels_.push_back(std::move(parcel));
    }
    return refused;
}

void WorkQueue::put_back(std::deque<Parcel> unfinished) {
    while (!unfinished.empty()) {
        Parcel parcel = std::move(unfinished.back());
        unfinished.pop_back();
        if (!parcel.attempts.empty()) {
            (parcel.alone ? suspects_ : parcels_).push_front(std::move(parcel));
        }
    }
}

void WorkQueue::add_suspect(Attempt attempt) {
    Parcel parcel;
    parcel.attempts.push_back(std::move(attempt));
    parcel.alone = true;
    suspects_.push_back(std::move(parcel));
}

std::optional<Parcel> WorkQueue::take(bool may_take_suspect) {
    std::deque<Parcel>& from = may_take_suspect && !suspects_.empty() ? suspects_ : parcels_;
    if (from.empty()) {
        return std::nullopt;
    }
    Parcel parcel = std::move(from.front());
    from.pop_front();
    return parcel;
}

std::vector<Attempt> WorkQueue::take_all() {
    std::vector<Attempt> all;
    for (auto* parcels : {&suspects_, &parcels_}) {
        for (Parcel& parcel : *parcels) {
            std::move(parcel.attempts.begin(), parcel.attempts.end(), std::back_inserter(all));
        }
        parcels->clear();
    }
    return all;
}

} // namespace imgbatch
