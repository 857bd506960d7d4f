/// Open files from one process to another, over a Unix socket.
#pragma once

#include <imgbatch/confinement.h>
#include <imgbatch/result.h>

#include "base/fd.h"

#include <string>
#include <vector>

namespace imgbatch {

/// Sends all of `handed` as one message, without waiting. Errors (internal, with errno): more than
/// Handed::most_descriptors or Handed::longest_note; EAGAIN where nobody reads; EPIPE.
Expected<void> hand_over(int socket, const Handed& handed);

/// What hand_over() sent, owned.
struct TakenOver {
    std::vector<Fd> files; ///< close-on-exec
    std::string note;
};

/// Waits for one message. Errors (internal, with errno): the other end is gone, or no descriptor
/// is left here for a file.
Expected<TakenOver> take_over(int socket);

} // namespace imgbatch
