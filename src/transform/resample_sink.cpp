#include "transform/resample_sink.h"

#include "base/stopwatch.h"
#include "base/try.h"
#include "transform/guarded.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace imgbatch {
namespace {

/// Adds the time of its life to a sum.
class Busy {
public:
    explicit Busy(std::uint64_t& sum) : sum_(sum) {}
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() { sum_ += watch_.elapsed_ns(); }

private:
    std::uint64_t& sum_;
    Stopwatch watch_;
};

} // namespace

ResampleSink::ResampleSink(Resampler& resampler, std::span<const ResampleRequest> requests,
                           PlaneStore& whole)
    : resampler_(&resampler), requests_(requests.begin(), requests.end()), store_(&whole),
      whole_(whole) {
    assert(!requests.empty());
}

void ResampleSink::clear() {
    streams_ = false;
    flows_.clear();
    whole_.clear();
}

Expected<void> ResampleSink::take(Image&& picture) {
    clear();
    return whole_.take(std::move(picture));
}

Expected<void> ResampleSink::begin(const PictureLayout& layout) {
    const Busy busy(busy_ns_);
    clear();
    std::vector<std::vector<PlanePlan>> plans;
    bool needs_whole = has_alpha(layout.model);
    for (const ResampleRequest& request : requests_) {
        IMGBATCH_TRY(auto plan, plan_resample(layout, request));
        needs_whole = needs_whole || is_untouched(plan);
        plans.push_back(std::move(plan));
    }
    if (needs_whole) {
        return whole_.begin(layout);
    }
    start_flows(layout, plans);
    return {};
}

void ResampleSink::start_flows(const PictureLayout& layout,
                               std::span<const std::vector<PlanePlan>> plans) {
    ResampleMemory& memory = resampler_->memory();
    for (std::size_t i = 0; i < layout.planes.size(); ++i) {
        const PlaneLayout& plane = layout.planes[i];
        std::vector<PlaneResampler> outputs;
        int waiting_rows = 1;
        for (std::size_t r = 0; r < requests_.size(); ++r) {
            outputs.emplace_back(plane, layout.type, plans[r][i], requests_[r].filter, memory);
            waiting_rows = std::max(waiting_rows, outputs.back().waiting_rows());
        }
        flows_.push_back({RowWindow(plane, layout.type, 0, waiting_rows, memory.windows),
                          plane.height, std::move(outputs)});
    }
    model_ = layout.model;
    streams_ = true;
}

PlaneSpan ResampleSink::extend(std::size_t plane, int rows) {
    if (!streams_) {
        return whole_.extend(plane, rows);
    }
    assert(plane < flows_.size());
    PlaneFlow& flow = flows_[plane];
    assert(rows >= 1 && rows <= flow.height - flow.window.end());
    return flow.window.extend(rows);
}

Expected<void> ResampleSink::advance() {
    const Busy busy(busy_ns_);
    if (!streams_) {
        return whole_.advance();
    }
    for (PlaneFlow& flow : flows_) {
        const RowStrip strip = flow.window.strip();
        for (PlaneResampler& output : flow.outputs) {
            output.feed(strip);
        }
        flow.window.forget(flow.first_needed());
    }
    return {};
}

int ResampleSink::PlaneFlow::first_needed() const {
    int first = height;
    for (const PlaneResampler& output : outputs) {
        first = std::min(first, output.first_needed());
    }
    return first;
}

std::size_t ResampleSink::window_bytes() const {
    std::size_t bytes = 0;
    for (const PlaneFlow& flow : flows_) {
        bytes += flow.window.memory_bytes();
    }
    return bytes;
}

Expected<std::vector<Image>> ResampleSink::finish() {
    auto results = streams_ ? finish_strips() : finish_whole();
    clear();
    return results;
}

Expected<std::vector<Image>> ResampleSink::finish_strips() {
    std::vector<Image> results(requests_.size());
    for (PlaneFlow& flow : flows_) {
        if (flow.window.end() != flow.height) {
            return transform_error(OutcomeClass::internal, "the decoder left out rows");
        }
        for (std::size_t r = 0; r < results.size(); ++r) {
            if (!flow.outputs[r].is_complete()) {
                return transform_error(OutcomeClass::internal, "output rows are missing");
            }
            results[r].model = model_;
            results[r].planes.push_back(flow.outputs[r].take());
        }
    }
    return results;
}

Expected<std::vector<Image>> ResampleSink::finish_whole() {
    IMGBATCH_TRY(Image source, whole_.finish());
    std::vector<Image> results;
    for (std::size_t r = 0; r + 1 < requests_.size(); ++r) {
        IMGBATCH_TRY(Image result, resampler_->resample(std::as_const(source), requests_[r]));
        results.push_back(std::move(result));
    }
    // The last may have the source itself.
    IMGBATCH_TRY(Image result, resampler_->resample(std::move(source), requests_.back(), *store_));
    results.push_back(std::move(result));
    return results;
}

} // namespace imgbatch
