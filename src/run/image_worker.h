/// What a run's executor does in its lanes.
#pragma once

#include <imgbatch/executor.h>

#include "run/processor_pool.h"

namespace imgbatch {

/// An encoded ImageTask to the encoded ImageOutcome; "" for what is no task. Large images are
/// allowed more than `options.timeout`, 2 s per megapixel; 0: any time. Where `options` have a
/// broker it opens nothing itself. `processors` must outlive it.
Worker make_image_worker(ProcessorPool& processors, const ExecutorOptions& options);

/// The same options, with leave to start more lanes where storage is slow unless they say how many.
ExecutorOptions for_images(ExecutorOptions options);

} // namespace imgbatch
