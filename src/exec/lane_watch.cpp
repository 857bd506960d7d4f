#include "exec/lane_watch.h"

#include <algorithm>

namespace imgbatch {

std::optional<Clock::time_point> LaneWatch::due() const {
    if (demand_.settled()) {
        return std::nullopt;
    }
    return looked_ + pause_;
}

void LaneWatch::look(const std::vector<std::unique_ptr<Lane>>& lanes, Clock::time_point now) {
    if (demand_.settled() || now < looked_ + pause_) {
        return;
    }
    const unsigned wanted_before = demand_.wanted();
    LaneUse seen;
    std::unordered_map<pid_t, Sight> sights;
    for (const auto& lane : lanes) {
        const pid_t pid = lane->child().pid();
        const auto times = sched_times_of(pid);
        // Who waits for memory waits for the other lanes: with more of them it would wait longer.
        if (!times || lane->idle() || lane->waits_for_memory()) {
            continue;
        }
        const auto before = last_.find(pid);
        if (before != last_.end() && before->second.rests == lane->rests()) {
            seen += {now - looked_, times->running - before->second.times.running,
                     times->ready - before->second.times.ready};
        }
        sights.emplace(pid, Sight{*times, lane->rests()});
    }
    demand_.observe(seen);
    // Storage seldom changes: where the lanes do well, they are looked at less and less.
    const bool changed = demand_.wanted() != wanted_before;
    pause_ = changed ? Clock::duration(shortest_pause)
                     : std::min<Clock::duration>(pause_ * 2, longest_pause);
    if (seen.busy.count() == 0) {
        pause_ = shortest_pause;
    }
    last_ = std::move(sights);
    looked_ = now;
}

} // namespace imgbatch
