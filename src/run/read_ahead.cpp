#include "run/read_ahead.h"

#include <imgbatch/image_task.h>

#include "base/fd.h"
#include "base/stopwatch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include <linux/magic.h>
#include <sys/statfs.h>
#include <sys/uio.h>

namespace imgbatch {
namespace {

/// Opening a file in the page cache takes some microseconds, from a disk some hundred.
constexpr std::uint64_t slow_opening_ns = 2'000'000;
/// One may be an accident.
constexpr unsigned enough_slow_openings = 3;

/// Whether opening there asks no server and no tape robot, which may take minutes or for ever: who
/// hands batches out and watches deadlines must not be kept.
bool is_local_disk(const std::string& path) {
    struct statfs status {};
    if (::statfs(path.c_str(), &status) != 0) {
        return false;
    }
    return status.f_type == EXT4_SUPER_MAGIC || status.f_type == XFS_SUPER_MAGIC ||
           status.f_type == BTRFS_SUPER_MAGIC || status.f_type == F2FS_SUPER_MAGIC;
}

/// Whether reading would have to wait. Where the kernel cannot tell, it need not.
bool must_wait(int fd) {
    char byte = 0;
    iovec into{&byte, 1};
    return ::preadv2(fd, &into, 1, 0, RWF_NOWAIT) < 0 && errno == EAGAIN;
}

} // namespace

void ReadAhead::announce(const Batch& batch) {
    for (const Task& task : batch.tasks) {
        if (slow_openings_ >= enough_slow_openings) {
            return;
        }
        const auto image = decode_image_task(task.payload);
        if (image && (!is_local_disk(image->input) || advise(image->input) == Cached::yes)) {
            return;
        }
    }
}

ReadAhead::Cached ReadAhead::advise(const std::string& path) {
    const Stopwatch watch;
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    slow_openings_ = watch.elapsed_ns() > slow_opening_ns ? slow_openings_ + 1 : 0;
    if (!file) {
        return Cached::no; // who reads it will say why
    }
    if (!must_wait(file.get())) {
        return Cached::yes;
    }
    [[maybe_unused]] const int refused = ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_WILLNEED);
    return Cached::no;
}

} // namespace imgbatch
