/// What an opened file claims to be and is: rules that all work on inputs shares.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>

#include "base/byte_source.h"
#include "base/file_io.h"

#include <cstdint>

namespace imgbatch {

/// The format by the first bytes, which it leaves in `buffer` for read_rest(): of a small file
/// they are all there is. Errors for what is no image: skipped_other in a walk, but empty or
/// not_image where the user or the file's extension says that it should be one; read_error.
Expected<ImageFormat> identify(const OpenedFile& file, const ImageTask& task, FileBuffer& buffer);

/// Which files are read, and how.
struct ReadLimits {
    std::uint64_t max_bytes = 0; ///< longer ones are not
    /// A JPEG that is longer stays where it is, to be read in windows; all else is read whole.
    std::uint64_t max_whole_jpeg = 0;
};

/// The bytes of `file`, which begin with what identify() left in `buffer`. They live as long as
/// both. Errors: as read_rest().
Expected<ByteSource> open_source(const OpenedFile& file, ImageFormat format,
                                 const ReadLimits& limits, FileBuffer& buffer);

/// After the last use of `source`, before anything is made of it: whether it was one file all the
/// time. Errors: changed; read_error.
Expected<void> close_source(const OpenedFile& file, const ByteSource& source);

/// The class of `error`: its own code, but `vanished` for what a walk has seen and nobody finds.
OutcomeClass outcome_class_of(const Error& error, const ImageTask& task);

} // namespace imgbatch
