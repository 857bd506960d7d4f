#include "exec/lane_demand.h"

#include <algorithm>
#include <cmath>

namespace imgbatch {
namespace {

/// Less waiting than this is not worth a lane more.
constexpr double least_waiting = 0.1;
/// Lanes do not take turns: now all wait, now all want a CPU. With half as many again as would do
/// if they did, 2 CPUs whose lanes wait a third of the time are busy to 98 % instead of 85 %.
constexpr double headroom = 1.5;
/// A step must bring so much more CPU time per time on the clock.
constexpr double least_reward = 1.1;

} // namespace

LaneUse& LaneUse::operator+=(const LaneUse& other) {
    busy += other.busy;
    running += other.running;
    ready += other.ready;
    return *this;
}

LaneDemand::LaneDemand(unsigned jobs, unsigned extra)
    : jobs_(std::max(jobs, 1U)), most_(jobs_ + extra), wanted_(jobs_) {
}

void LaneDemand::observe(const LaneUse& seen) {
    if (settled() || seen.busy.count() <= 0) {
        return;
    }
    const auto busy = static_cast<double>(seen.busy.count());
    const auto running = std::max(static_cast<double>(seen.running.count()), 1.0);
    const double waiting = busy - running - static_cast<double>(seen.ready.count());
    const double cpus = wanted_ * running / busy;
    if (cpus_before_ > 0 && cpus < cpus_before_ * least_reward) {
        most_ = wanted_;
        return;
    }
    if (waiting < least_waiting * busy) {
        return;
    }
    const double needed = std::ceil(headroom * jobs_ * (1 + waiting / running));
    const double step = std::min({needed, 2.0 * wanted_, static_cast<double>(most_)});
    if (step > wanted_) {
        cpus_before_ = cpus;
        wanted_ = static_cast<unsigned>(step);
    }
}

} // namespace imgbatch
