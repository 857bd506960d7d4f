/// Writing to a pipe whose reader may be gone.
#pragma once

#include <string_view>

#include <sys/types.h>

namespace imgbatch {

/// One write(2). EPIPE comes as an error only: SIGPIPE is not raised, and neither its disposition
/// nor the thread's signal mask has changed afterwards, so that the host program keeps its own.
ssize_t write_quietly(int fd, std::string_view bytes) noexcept;

} // namespace imgbatch
