#include "base/fd.h"

#include <cerrno>

namespace imgbatch {

int Fd::close() noexcept {
    // Linux releases the descriptor even when close() reports EINTR: never close twice.
    const int result = ::close(std::exchange(fd_, -1));
    return result == 0 || errno == EINTR ? 0 : errno;
}

} // namespace imgbatch
