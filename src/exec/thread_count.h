/// How many threads this process has.
#pragma once

#include <cstddef>

namespace imgbatch {

/// 1 where /proc is not there to tell.
std::ptrdiff_t thread_count();

} // namespace imgbatch
