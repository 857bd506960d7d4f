/// Looks now and then at what the process executor's lanes do with their time.
#pragma once

#include "exec/lane.h"
#include "exec/lane_demand.h"
#include "exec/sched_times.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace imgbatch {

/// Reads each worker's scheduler statistics: no message travels for this. One run's; one thread.
class LaneWatch {
public:
    LaneWatch(unsigned jobs, unsigned extra) : demand_(jobs, extra) {}

    /// How many lanes there should be.
    [[nodiscard]] unsigned wanted() const { return demand_.wanted(); }

    /// When the next look is due; none once nothing can change any more.
    [[nodiscard]] std::optional<Clock::time_point> due() const;

    /// Looks, if it is due.
    void look(const std::vector<std::unique_ptr<Lane>>& lanes, Clock::time_point now);

private:
    struct Sight {
        SchedTimes times;
        std::uint64_t rests = 0;
    };

    LaneDemand demand_;
    std::unordered_map<pid_t, Sight> last_;
    Clock::time_point looked_ = Clock::now();
    Clock::duration pause_ = shortest_pause;

    static constexpr std::chrono::milliseconds shortest_pause{50};
    static constexpr std::chrono::milliseconds longest_pause{800};
};

} // namespace imgbatch
