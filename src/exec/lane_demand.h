/// How many lanes it takes to keep the CPUs busy: pure arithmetic, no clock, no threads.
///
/// A lane that waits for its file leaves a CPU idle. Where a task computes for the time S and waits
/// for Z, it takes jobs * (1 + Z / S) lanes, and some more, to keep `jobs` CPUs busy: so many more
/// files are read or written at once. Waiting for a CPU does not count, so a busy machine is no
/// reason for more lanes.
#pragma once

#include <chrono>

namespace imgbatch {

/// What lanes did in one period, summed over those that had work from its beginning to its end.
struct LaneUse {
    std::chrono::nanoseconds busy{};    ///< on the clock
    std::chrono::nanoseconds running{}; ///< of that, on a CPU
    std::chrono::nanoseconds ready{};   ///< of that, wanted a CPU and had none

    LaneUse& operator+=(const LaneUse& other);
};

/// One run's demand. It only grows, at most twofold a step, and no further once a step has brought
/// no more work onto the CPUs: then all wait for the same disk, or for memory.
class LaneDemand {
public:
    /// `jobs`: CPUs to keep busy, at least 1; `extra`: how many lanes more there may be.
    LaneDemand(unsigned jobs, unsigned extra);

    /// Takes what was seen in one period, in which wanted() lanes were there, and thinks anew.
    void observe(const LaneUse& seen);

    [[nodiscard]] unsigned wanted() const { return wanted_; }
    /// Whether observing more can change anything.
    [[nodiscard]] bool settled() const { return wanted_ >= most_; }

private:
    unsigned jobs_;
    unsigned most_;
    unsigned wanted_;
    double cpus_before_ = 0; ///< CPUs in use before the last step; 0: no step was taken
};

} // namespace imgbatch
