/// Which configuration is to be used, by what was measured. Pure rules.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>

#include "measure/configuration.h"
#include "measure/statistics.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace imgbatch {

/// What was measured of one configuration; lists have one value per round.
struct Measured {
    Configuration configuration;
    std::vector<double> images_per_second; ///< images done
    std::vector<double> cpu_ms_per_image;  ///< user and system, all processes and threads
    std::vector<double> busy_share;        ///< of the lanes' time in which a task ran, 0 to 1
    std::vector<double> tail_ms;           ///< from the first lane with nothing left to the end
    StageTimes stages;                     ///< nanoseconds, summed over all rounds
    std::uint64_t done = 0;                ///< in one round
    std::uint64_t failed = 0;
    std::optional<Error> failure; ///< why it is out of the race, e.g. a decoder crashed in threads
};

/// From this lead on a configuration takes the place of a default: faster by less decides nothing.
inline constexpr double decisive_lead = 0.05;

struct Verdict {
    std::size_t winner = 0; ///< position in what was judged
    /// The best configuration of the best other executor; none where only one was measured.
    std::optional<std::size_t> rival;
    Spread rival_speed; ///< the rival's images per second by the winner's, round by round
    /// Some rounds had the one ahead and some the other.
    [[nodiscard]] bool rounds_disagree() const {
        return rival && rival_speed.least < 1 && rival_speed.most > 1;
    }
};

/// An executor is represented by its first configuration that ended, its default, unless another is
/// decisively faster: then by the fastest. process, or where it was not measured the executor that
/// stands first, wins unless another is decisively faster. None where no configuration ended.
std::optional<Verdict> judge(const std::vector<Measured>& measured);

/// How throughput grows with jobs.
struct Scaling {
    unsigned jobs = 1;
    double speedup = 1; ///< against the fewest jobs that were measured
};

/// Of the configurations of `executor` with the batch size of its default; by number of jobs.
std::vector<Scaling> scaling_of(ExecutorKind executor, const std::vector<Measured>& measured);

} // namespace imgbatch
