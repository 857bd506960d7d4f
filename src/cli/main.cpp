#include "cli/app.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>

namespace {

/// What allocators do with memory that is freed costs page faults the next time, 10 % of a
/// photograph's time. Lanes keep their large buffers themselves (PlaneStore, workspaces), so large
/// blocks are mapped one by one: in one heap they would leave gaps as they grow, twice what is
/// used. Small ones stay in the heap, in one arena for all threads: it serves a lane with what
/// another has freed, and no lock is ever waited for. Forked workers inherit the settings.
void set_up_malloc() {
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

/// A standard stream that the caller has closed would lend its number to the next file opened, and
/// whatever is printed would end up there. Opened the wrong way round, so that use still fails.
void occupy_standard_streams() {
    for (int fd = 0; fd <= 2; ++fd) {
        if (::fcntl(fd, F_GETFD) < 0) {
            [[maybe_unused]] const int opened = ::open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
        }
    }
}

/// A file that would grow over the user's limit (ulimit -f) is an error like a full disk, not the
/// end of the program.
void outlive_file_limit() {
    struct sigaction action {};
    action.sa_handler = SIG_IGN;
    ::sigaction(SIGXFSZ, &action, nullptr);
}

} // namespace

int main(int argc, char** argv) {
    occupy_standard_streams();
    set_up_malloc();
    outlive_file_limit();
    return imgbatch::cli::run_app(argc, argv);
}
