#include <imgbatch/image_task.h>

#include "base/fd.h"
#include "run/read_ahead.h"
#include "support/skip.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>

using namespace imgbatch;
using imgbatch::test::TempDir;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t file_bytes = 256 << 10;

/// Whether the page that holds byte `at` is in the page cache. Looks without reading it in.
bool is_cached(const std::string& path, std::size_t at) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    void* mapped = ::mmap(nullptr, file_bytes, PROT_READ, MAP_SHARED, file.get(), 0);
    REQUIRE(mapped != MAP_FAILED);
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> resident(file_bytes / page);
    REQUIRE(::mincore(mapped, file_bytes, resident.data()) == 0);
    ::munmap(mapped, file_bytes);
    return (resident.at(at / page) & 1U) != 0;
}

/// A file none of which is in the page cache; empty where the file system is none of a local disk.
std::string cold_file(const TempDir& dir, const std::string& name) {
    std::string path = dir.write(name, std::string(file_bytes, 'x'));
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    ::fsync(file.get());
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED);
    struct statfs status {};
    REQUIRE(::statfs(path.c_str(), &status) == 0);
    const bool on_disk = status.f_type == EXT4_SUPER_MAGIC || status.f_type == XFS_SUPER_MAGIC ||
                         status.f_type == BTRFS_SUPER_MAGIC || status.f_type == F2FS_SUPER_MAGIC;
    return on_disk && !is_cached(path, 0) ? path : "";
}

bool becomes_cached(const std::string& path) {
    for (int i = 0; i < 500; ++i) {
        if (is_cached(path, 0) && is_cached(path, file_bytes - 1)) {
            return true;
        }
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

Batch batch_of(const std::vector<std::string>& paths) {
    Batch batch;
    for (const std::string& path : paths) {
        ImageTask task;
        task.input = path;
        batch.tasks.push_back({batch.tasks.size(), 1, encode(task)});
    }
    return batch;
}

} // namespace

TEST_CASE("the files of an announced batch come into the page cache by themselves") {
    const TempDir dir;
    const std::string first = cold_file(dir, "first");
    const std::string second = cold_file(dir, "second");
    if (first.empty() || second.empty()) {
        test::skip("this is no local disk");
        return;
    }
    ReadAhead().announce(batch_of({first, second}));
    CHECK(becomes_cached(first));
    CHECK(becomes_cached(second));
}

TEST_CASE("a batch whose first file is cached is taken to be cached as a whole") {
    const TempDir dir;
    const std::string warm = dir.write("warm", "x");
    const std::string cold = cold_file(dir, "cold");
    if (cold.empty()) {
        test::skip("this is no local disk");
        return;
    }
    ReadAhead().announce(batch_of({warm, cold}));
    std::this_thread::sleep_for(50ms);
    CHECK_FALSE(is_cached(cold, 0));
}

TEST_CASE("what cannot be opened, or is no task, is passed over") {
    const TempDir dir;
    REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
    Batch batch = batch_of({dir / "missing", dir / "fifo", dir.path()});
    batch.tasks.push_back({3, 1, "no task"});
    ReadAhead().announce(batch); // returns
}
