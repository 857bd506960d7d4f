/// A traced process that stands at the door of a system call. x86-64 only: elsewhere starting
/// throws.
#pragma once

#include <cstdint>
#include <vector>

#include <sys/types.h>

namespace imgbatch::test {

/// Starts `program` (words, then a null pointer) so that it and all it starts stop before each of
/// `calls` (all calls where that is empty) and the first own one, and die with this process. A
/// filter chooses, so that all other calls cost nothing. Throws std::runtime_error.
pid_t start_traced(const std::vector<char*>& program, const std::vector<long>& calls);

/// What a process is about to call.
struct CallStop {
    long number = -1;
    std::uint64_t arguments[6] = {};
};

/// Whether `status`, as waitpid() has it, is such a stop.
bool is_call_stop(int status);
CallStop call_stop(pid_t pid);

/// Whether this is the program's own first call, see main.cpp: fcntl(0, F_GETFD).
bool is_first_own_call(const CallStop& stop);

/// Whether it is one with which a thread is started: its stack, or the thread itself. (glibc makes
/// clone3 for threads alone.)
bool is_for_thread(const CallStop& stop);

/// The call is not made but has this errno.
void fail_call(pid_t pid, int error);

/// Lets a read or write move one byte only. False: it is too small to be cut.
bool shorten(pid_t pid);

} // namespace imgbatch::test
