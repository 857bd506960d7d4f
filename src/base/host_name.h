/// This machine's name, as it stands in the names of files that a process leaves behind.
#pragma once

#include <string>

namespace imgbatch {

/// The host's name with '-' and '/' made '_', at most 64 bytes, "localhost" where there is none: so
/// the parts of "HOST-PID-REST" stay apart.
std::string host_name();

} // namespace imgbatch
