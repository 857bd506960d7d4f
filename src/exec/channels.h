/// Pipes and sockets between a process and its child. All are close-on-exec and lie above the
/// standard streams, since a program started without its standard streams gets those numbers for
/// its first descriptors, and a child puts /dev/null in their place.
#pragma once

#include <imgbatch/result.h>

#include "base/fd.h"

namespace imgbatch {

struct Pipe {
    Fd read_end;
    Fd write_end;
};
/// Errors: internal, errno.
Expected<Pipe> make_pipe();

/// Two connected ends that keep messages apart (SOCK_SEQPACKET).
struct SocketPair {
    Fd here;
    Fd there;
};
/// Errors: internal, errno.
Expected<SocketPair> make_socket_pair();

/// The same descriptor, moved if need be above the standard streams. Errors: internal, errno.
Expected<Fd> above_standard_streams(Fd fd);

} // namespace imgbatch
