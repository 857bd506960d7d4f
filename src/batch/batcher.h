/// Groups tasks into batches: few hand-overs while there is much to do, an even tail at the end.
///
/// Why batches: on two cores, handing a task that does nothing to a forked worker costs 4.3 us of
/// CPU when it travels alone, 0.35 us in sixteens and 0.16 us in batches of 64; 256 gains nothing
/// that can be seen beside an image (0.10 us).
///
/// Why not fixed batches: 1500 small images and 6 that are 470 times as large, two workers, wall ms
/// (of which one worker idled at the end):
///
///     order in which they come   one by one   fixed 16    fixed 64    fixed 256   this policy
///     large ones last            256 (31)     271 (82)    321 (185)   325 (183)   241 (25)
///     large ones first           230 (0)      219 (0)     228 (1)     299 (150)   221 (0)
///
/// The policy: largest first among what is waiting, and a batch takes tasks while its cost stays
/// below a share of what waits, 1 / (4 x lanes), so that batches shrink towards the end. No batch
/// grows beyond limits.max_cost: where lanes are added in mid-run there must be work left for them.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/task.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace imgbatch {

/// A bag of waiting tasks; adding and taking cost O(log n) per task. No threads, no clock.
class Batcher {
public:
    /// `lanes`: how many workers share the tasks; 0 counts as 1, as do zeros in `limits`.
    Batcher(const BatchLimits& limits, unsigned lanes);

    void add(Task task);

    /// Nothing more will be added: with fixed batches, the short last one may leave.
    void close() { closed_ = true; }

    /// The next batch, largest cost first and lower index first among equals. None when nothing
    /// waits or, with fixed batches that are still being added to, when it would be a short one.
    std::optional<Batch> take();

    [[nodiscard]] bool empty() const { return heap_.empty(); }
    [[nodiscard]] std::size_t waiting() const { return heap_.size(); }
    /// The sum of what waits; each cost counts at least 1 and at most 2^40, so it cannot overflow.
    [[nodiscard]] std::uint64_t waiting_cost() const { return waiting_cost_; }

private:
    Task pop();

    BatchLimits limits_;
    std::uint64_t divisor_;
    std::vector<Task> heap_;
    std::uint64_t waiting_cost_ = 0;
    bool closed_ = false;
};

} // namespace imgbatch
