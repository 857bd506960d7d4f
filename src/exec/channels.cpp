#include "exec/channels.h"

#include "base/try.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace imgbatch {
namespace {

Error no_channel(std::string_view what, int reason) {
    return system_error(OutcomeClass::internal, Stage::worker, what, reason);
}

/// What `open` puts into an array of two numbers, as a Channel of two descriptors; `what` is said
/// where it gives -1.
template <class Channel, class Open>
Expected<Channel> open_both(Open open, std::string_view what) {
    std::array<int, 2> ends{-1, -1};
    if (open(ends.data()) != 0) {
        return no_channel(what, errno);
    }
    // Owned both before anything can fail.
    Fd first(ends[0]);
    Fd second(ends[1]);
    IMGBATCH_TRY(first, above_standard_streams(std::move(first)));
    IMGBATCH_TRY(second, above_standard_streams(std::move(second)));
    return Channel{std::move(first), std::move(second)};
}

} // namespace

Expected<Pipe> make_pipe() {
    return open_both<Pipe>([](int* ends) { return ::pipe2(ends, O_CLOEXEC); },
                           "cannot make a pipe");
}

Expected<SocketPair> make_socket_pair() {
    return open_both<SocketPair>(
        [](int* ends) { return ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends); },
        "cannot make a pair of sockets");
}

Expected<Fd> above_standard_streams(Fd fd) {
    if (fd.get() > STDERR_FILENO) {
        return fd;
    }
    Fd lifted(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (!lifted) {
        return no_channel("cannot move a descriptor", errno);
    }
    return lifted;
}

} // namespace imgbatch
