/// What an opened file claims to be and is: rules that all work on inputs shares.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>

#include "base/file_io.h"

namespace imgbatch {

/// The format by the first bytes, which it leaves in `buffer` for read_rest(): of a small file
/// they are all there is. Errors for what is no image: skipped_other in a walk, but empty or
/// not_image where the user or the file's extension says that it should be one; read_error.
Expected<ImageFormat> identify(const OpenedFile& file, const ImageTask& task, FileBuffer& buffer);

/// The class of `error`: its own code, but `vanished` for what a walk has seen and nobody finds.
OutcomeClass outcome_class_of(const Error& error, const ImageTask& task);

} // namespace imgbatch
