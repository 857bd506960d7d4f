/// How many CPUs a control group lets a process use: cgroup v2's cpu.max and v1's CFS quota.
/// Formats: the kernel's admin guide, cgroup-v2 ("cpu.max") and sched-bwc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imgbatch {

/// A process's groups that may hold a CPU quota, as paths within their hierarchies ("/", "/a/b").
struct CgroupPaths {
    std::optional<std::string> unified; ///< v2
    std::optional<std::string> cpu;     ///< v1's cpu controller
};

/// Reads what /proc/self/cgroup holds; lines that make no sense are skipped.
CgroupPaths parse_proc_cgroup(std::string_view text);

/// This process's groups; none where /proc does not tell.
CgroupPaths own_cgroups();

/// CPUs of "QUOTA PERIOD" (microseconds), rounded up, at least 1; none for "max PERIOD" and for
/// what is no quota.
std::optional<unsigned> parse_cpu_max(std::string_view text);

/// The same of the two files of v1; a quota of -1 is none.
std::optional<unsigned> parse_cfs_quota(std::string_view quota, std::string_view period);

/// The least quota of the groups and of all groups above them, read below `mount_root` (normally
/// "/sys/fs/cgroup"). A container may not see its own path there; what is missing is skipped.
std::optional<unsigned> cgroup_cpus(const CgroupPaths& paths, const std::string& mount_root);

} // namespace imgbatch
