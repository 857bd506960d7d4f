/// Which imgbatch this is.
#pragma once

#include <string>

namespace imgbatch {

/// The version of the library that runs, "1.2.3"; semantic versioning.
std::string program_version();

} // namespace imgbatch
