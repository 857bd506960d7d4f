/// What --version prints.
#pragma once

#include <string>

namespace imgbatch::cli {

/// "imgbatch 0.1.0\n".
std::string version_line();

/// That, and the libraries at hand, the SIMD level in use, the CPUs and the sandbox's state.
std::string version_details();

} // namespace imgbatch::cli
