/// What a run's executor does in its lanes.
#pragma once

#include <imgbatch/executor.h>

#include "run/processor_pool.h"

#include <cstdint>

namespace imgbatch {

/// An encoded ImageTask to the encoded ImageOutcome; "" for what is no task. Large images are
/// allowed more than `options.timeout`, 2 s per megapixel; 0: any time; and ask for the memory that
/// they are going to take. Where `options` have a broker it opens nothing itself. `processors` must
/// outlive it.
Worker make_image_worker(ProcessorPool& processors, const ExecutorOptions& options);

/// Images that take no more than this ask nobody for it.
inline constexpr std::uint64_t free_memory_bytes = 32ULL << 20;

/// The same options, with leave to start more lanes where storage is slow unless they say how many.
ExecutorOptions for_images(ExecutorOptions options);

} // namespace imgbatch
