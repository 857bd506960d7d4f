#include "measure/spread_sample.h"

#include <algorithm>
#include <numeric>

namespace imgbatch {

std::vector<ImageTask> spread_sample(const std::vector<ImageTask>& tasks, std::size_t count) {
    if (count >= tasks.size()) {
        return tasks;
    }
    std::vector<std::size_t> by_size(tasks.size());
    std::iota(by_size.begin(), by_size.end(), std::size_t{0});
    std::stable_sort(by_size.begin(), by_size.end(), [&](std::size_t a, std::size_t b) {
        return tasks[a].input_bytes < tasks[b].input_bytes;
    });
    std::vector<std::size_t> chosen;
    chosen.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        // The middle of the i-th of `count` equal parts.
        chosen.push_back(by_size[(2 * i + 1) * tasks.size() / (2 * count)]);
    }
    std::sort(chosen.begin(), chosen.end());
    std::vector<ImageTask> sample;
    sample.reserve(count);
    for (const std::size_t position : chosen) {
        sample.push_back(tasks[position]);
    }
    return sample;
}

} // namespace imgbatch
