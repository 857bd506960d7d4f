/// One measured run over images: what `imgbatch resize` does, less the search for inputs.
#pragma once

#include <imgbatch/process_image.h>
#include <imgbatch/result.h>

#include "measure/configuration.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imgbatch {

/// What all runs have in common.
struct ImageJob {
    std::vector<ImageTask> tasks; ///< outputs lie below `root`
    std::string root;             ///< without a slash at its end
    ImageOptions image;
    ExecutorOptions executor; ///< kind and jobs are the configuration's
};

/// What one run came to. Times are nanoseconds, stage times summed over all images.
struct ImageRun {
    std::uint64_t wall_ns = 0; ///< from making the executor to its end and the journal's
    std::uint64_t busy_ns = 0; ///< in the lanes, summed: LaneTimes
    std::uint64_t tail_ns = 0;
    std::uint64_t images = 0;
    std::uint64_t done = 0;
    std::uint64_t failed = 0;
    std::uint64_t bytes_out = 0;
    StageTimes stages;
    std::vector<ImageOutcome> failures; ///< the first ones; no more than max_failures
    std::optional<Error> ended_early;

    static constexpr std::size_t max_failures = 10;
};

/// Works through the job's tasks with outputs below `folder`, which is made, and a journal there,
/// as a real run keeps one. In the calling process, which for a process executor must be without
/// threads. Errors are in ended_early.
ImageRun run_images(const ImageJob& job, const Configuration& configuration,
                    const std::string& folder);

/// For the way from child to parent, and back. Errors: internal for malformed bytes.
std::string encode(const ImageRun& run);
Expected<ImageRun> decode_image_run(std::string_view bytes);

} // namespace imgbatch
