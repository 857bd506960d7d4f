#include <imgbatch/executor.h>

#include "exec/cgroup_quota.h"

#include <unistd.h>

#include <algorithm>

namespace imgbatch {

std::uint64_t available_memory() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page = ::sysconf(_SC_PAGESIZE);
    std::uint64_t bytes = std::uint64_t{1} << 30; // where nobody tells
    if (pages > 0 && page > 0) {
        bytes = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page);
    }
    if (const auto limit = cgroup_memory(own_cgroups(), "/sys/fs/cgroup")) {
        bytes = std::min(bytes, *limit);
    }
    return bytes;
}

} // namespace imgbatch
