/// How many images can be measured in the time there is.
#pragma once

#include "measure/configuration.h"

#include <cstddef>
#include <vector>

namespace imgbatch {

/// Seconds for running `images` once in every configuration, where one lane takes
/// `seconds_per_image` and `cpus` lanes work undisturbed by each other.
double round_seconds(const std::vector<Configuration>& configurations, std::size_t images,
                     double seconds_per_image, unsigned cpus);

/// The most images of `available` whose `rounds` stay within `seconds`; but at least 4 per lane,
/// and 16, for fewer say nothing.
std::size_t affordable_images(const std::vector<Configuration>& configurations,
                              std::size_t available, double seconds_per_image, unsigned cpus,
                              unsigned rounds, double seconds);

} // namespace imgbatch
