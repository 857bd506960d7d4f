#include "exec/wait_readable.h"

#include <poll.h>

#include <array>
#include <cerrno>

namespace imgbatch {

void wait_readable(const NotYet& source, const StopFlag& stop) {
    std::array<pollfd, 2> watched{{{stop.wait_fd(), POLLIN, 0}, {source.fd, POLLIN, 0}}};
    const int timeout_ms = source.fd < 0 ? blind_wait_ms : -1;
    while (::poll(watched.data(), watched.size(), timeout_ms) < 0 && errno == EINTR) {
    }
}

} // namespace imgbatch
