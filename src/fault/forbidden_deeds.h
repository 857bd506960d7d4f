/// What a sandbox is there to forbid: each tries one thing and tells how the system took it.
#pragma once

#include <imgbatch/result.h>

#include <string_view>

namespace imgbatch::fault {

/// Always an error of class corrupt, so that the attempt shows in the record of its image. The
/// message is "fault: sys:DEED: succeeded" or "fault: sys:DEED: EACCES", with that errno.
///
///   open:PATH, write:PATH, unlink:PATH, rename:FROM:TO     files; write makes the file
///   connect[:PORT]        to that TCP port of this host (9); ECONNREFUSED means: not forbidden
///   connect-unix:PATH     to that Unix socket
///   socket                a TCP socket
///   exec                  a shell that leaves with exit code 77, which is how success is told
///   fork                  a child that leaves at once
///   ptrace                attaches to the parent
///   kill-parent           sends SIGCONT to the parent
///   mmap-wx               memory that can be written and run
///   mount:PATH            a tmpfs on PATH; taken off again
Error do_forbidden(std::string_view deed);

} // namespace imgbatch::fault
