/// Where codec modules may lie.
#pragma once

#include <string>
#include <vector>

namespace imgbatch {

/// Absolute paths, in the order in which they are searched: the folder of the file that this code
/// is part of (a program or a shared library), the folder that an installation has for modules as
/// seen from there, and the one that it was configured for. Neither the working directory nor the
/// environment has a say: who can set them must not choose what code runs.
std::vector<std::string> module_folders();

/// Every file that a module of ours may be loaded from, whether it exists or not.
std::vector<std::string> module_files();

} // namespace imgbatch
