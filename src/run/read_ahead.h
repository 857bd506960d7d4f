/// Tells the kernel which files are going to be read.
#pragma once

#include <imgbatch/task.h>

#include <chrono>
#include <string>
#include <vector>

namespace imgbatch {

/// Has the files of a batch read into the page cache while the batch before it is worked on: cold
/// thumbnails then come a fifth faster. On local disks only: elsewhere opening may hang, and more
/// lanes help (see ExecutorOptions::extra_lanes). Where the first file of a batch is cached
/// already, the others count as cached too, so warm folders pay for one look per batch; where
/// opening itself is slow it gives up for good, since who hands batches out must not be kept. One
/// thread at a time.
class ReadAhead {
public:
    /// A batch of image tasks is about to be handed out. Never fails: it is advice.
    void announce(const Batch& batch);

private:
    enum class Cached { yes, no };
    Cached advise(const std::string& path);

    unsigned slow_openings_ = 0; ///< in a row
};

} // namespace imgbatch
