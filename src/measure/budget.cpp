#include "measure/budget.h"

#include <algorithm>

namespace imgbatch {

double round_seconds(const std::vector<Configuration>& configurations, std::size_t images,
                     double seconds_per_image, unsigned cpus) {
    double seconds = 0;
    for (const Configuration& configuration : configurations) {
        const unsigned lanes = std::clamp(configuration.jobs, 1U, std::max(cpus, 1U));
        seconds += static_cast<double>(images) * seconds_per_image / lanes;
    }
    return seconds;
}

std::size_t affordable_images(const std::vector<Configuration>& configurations,
                              std::size_t available, double seconds_per_image, unsigned cpus,
                              unsigned rounds, double seconds) {
    std::size_t least = 16;
    for (const Configuration& configuration : configurations) {
        least = std::max<std::size_t>(least, std::size_t{4} * configuration.jobs);
    }
    const double per_image = rounds * round_seconds(configurations, 1, seconds_per_image, cpus);
    // Compared before it is converted: images that take no time fit without end.
    const bool all = per_image <= 0 || seconds / per_image >= static_cast<double>(available);
    const std::size_t affordable = all ? available : static_cast<std::size_t>(seconds / per_image);
    return std::min(available, std::max(least, affordable));
}

} // namespace imgbatch
