#include "exec/raw_worker.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/stat.h>

namespace imgbatch::test {
namespace {

constexpr int most_descriptors = 256;

bool leads_to_parent(int fd) {
    struct stat status {};
    const int flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) == O_WRONLY && ::fstat(fd, &status) == 0 &&
           S_ISFIFO(status.st_mode);
}

bool is_socket(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_SEQPACKET;
}

} // namespace

void say_raw(std::string_view bytes) {
    for (int fd = STDERR_FILENO + 1; fd < most_descriptors; ++fd) {
        if (leads_to_parent(fd)) {
            [[maybe_unused]] const auto written = ::write(fd, bytes.data(), bytes.size());
            return;
        }
    }
}

void wait_for_files() {
    for (int fd = STDERR_FILENO + 1; fd < most_descriptors; ++fd) {
        if (is_socket(fd)) {
            pollfd watched{fd, POLLIN, 0};
            ::poll(&watched, 1, 5000);
            return;
        }
    }
}

} // namespace imgbatch::test
