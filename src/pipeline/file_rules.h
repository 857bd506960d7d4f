/// What holds for an image's files, whoever opens and writes them: what may be read, what the
/// output is called, whether it is to be written.
#pragma once

#include <imgbatch/process_image.h>

#include "base/file_buffer.h"
#include "base/file_io.h"
#include "pipeline/target.h"

#include <cstdint>

namespace imgbatch {

/// One lane's; not for two threads at once.
class FileRules {
public:
    FileRules(const CommitOptions& commit, OutputFormat format)
        : commit_(commit), format_(format) {}

    /// Opens the input, finds out what it is, and checks, where the name of the output is known by
    /// that, whether it is to be written. Fills in what `outcome` tells of all this; `head` has the
    /// file's beginning afterwards. Errors: of opening; of what is no image or not readable; see
    /// settle().
    Expected<OpenedFile> admit(const ImageTask& task, const TargetWriter& writer, FileBuffer& head,
                               ImageOutcome& outcome) const;

    /// Completes the output's name, from the formats and the size that `outcome` tells and the
    /// `hash` of the output's bytes, and checks whether it is to be written. Errors: collision,
    /// up_to_date, skipped_existing, write_error, unsupported (in place).
    Expected<void> settle(const ImageTask& task, const TargetWriter& writer,
                          const struct stat& input, std::uint64_t hash,
                          ImageOutcome& outcome) const;

private:
    CommitOptions commit_;
    OutputFormat format_;
};

/// What is known of `task` before anything is done.
ImageOutcome begun_outcome(const ImageTask& task);

/// Ends `outcome` as `result` says.
void conclude(ImageOutcome& outcome, const ImageTask& task, Expected<void> result);

} // namespace imgbatch
