#include <imgbatch/executor.h>

#include "exec/cgroup_quota.h"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <thread>

namespace imgbatch {
namespace {

struct FreeCpuSet {
    void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

/// CPUs in the affinity mask. The kernel refuses a mask smaller than its own, so it grows.
unsigned affinity_cpus() {
    for (int cpus = 1024; cpus <= 1 << 20; cpus *= 2) {
        const std::unique_ptr<cpu_set_t, FreeCpuSet> set(CPU_ALLOC(static_cast<std::size_t>(cpus)));
        const std::size_t size = CPU_ALLOC_SIZE(static_cast<std::size_t>(cpus));
        if (set != nullptr && ::sched_getaffinity(0, size, set.get()) == 0) {
            return static_cast<unsigned>(CPU_COUNT_S(size, set.get()));
        }
        if (errno != EINVAL) {
            break;
        }
    }
    return std::thread::hardware_concurrency();
}

} // namespace

unsigned available_cpus() {
    unsigned cpus = affinity_cpus();
    if (const auto quota = cgroup_cpus(own_cgroups(), "/sys/fs/cgroup")) {
        cpus = std::min(cpus, *quota);
    }
    return std::max(cpus, 1U);
}

} // namespace imgbatch
