/// Loads a codec module.
#pragma once

#include <imgbatch/result.h>

#include "codec/module/codec_module.h"

#include <string>
#include <vector>

namespace imgbatch {

/// A module, and what to tell people who do not have it.
struct ModuleName {
    const char* file;    ///< "imgbatch-avif.so"
    const char* format;  ///< "AVIF"
    const char* package; ///< what brings the library that it needs, in Debian's words
};

/// The table of the module in the first of `folders`, absolute paths, that has its file. It stays
/// loaded until the process ends: keep the answer. Errors: unsupported, saying what is missing.
Expected<const CodecModule*> load_module(const ModuleName& name,
                                         const std::vector<std::string>& folders);

} // namespace imgbatch
