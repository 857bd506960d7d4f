/// Some of many images that stand for all of them.
#pragma once

#include <imgbatch/image_task.h>

#include <cstddef>
#include <vector>

namespace imgbatch {

/// At most `count` of `tasks`, at even distances in the order of their sizes (input_bytes), so that
/// small and large ones are there in the same proportions; in the order in which they were given.
/// The same tasks and count give the same sample.
std::vector<ImageTask> spread_sample(const std::vector<ImageTask>& tasks, std::size_t count);

} // namespace imgbatch
