#include "measure/lane_clock.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace imgbatch {
namespace {

constexpr std::size_t stamp_size = 3 * sizeof(std::uint64_t);

std::uint64_t now_ns() {
    // steady_clock is CLOCK_MONOTONIC here, the same in all processes.
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

} // namespace

Worker timed_worker(Worker worker) {
    return [worker = std::move(worker)](const Task& task, TaskContext& context) {
        const std::uint64_t begin = now_ns();
        std::string answer = worker(task, context);
        ByteWriter stamp;
        stamp.number(static_cast<std::uint64_t>(::gettid()));
        stamp.number(begin);
        stamp.number(now_ns());
        return answer + std::move(stamp).finish();
    };
}

LaneClock::LaneClock(ResultSink& sink) : sink_(sink), begin_ns_(now_ns()) {
}

void LaneClock::accept(TaskResult result) {
    if (result.ending == OutcomeClass::ok && result.payload.size() >= stamp_size) {
        const std::size_t answer_size = result.payload.size() - stamp_size;
        ByteReader stamp(std::string_view(result.payload).substr(answer_size));
        const auto lane = stamp.number<std::uint64_t>();
        const auto begin = stamp.number<std::uint64_t>();
        const auto end = stamp.number<std::uint64_t>();
        busy_ns_ += end - begin;
        std::uint64_t& last = last_end_ns_[lane];
        last = std::max(last, end);
        result.payload.resize(answer_size);
    }
    sink_.accept(std::move(result));
}

LaneTimes LaneClock::times(unsigned lanes) const {
    std::vector<std::uint64_t> ends;
    for (const auto& [lane, end] : last_end_ns_) {
        ends.push_back(end);
    }
    if (ends.empty()) {
        return {};
    }
    std::sort(ends.begin(), ends.end(), std::greater<>());
    const std::size_t counted = std::max(lanes, 1U);
    const std::uint64_t first_idle = ends.size() < counted ? begin_ns_ : ends[counted - 1];
    return {busy_ns_, ends.front() - first_idle};
}

} // namespace imgbatch
