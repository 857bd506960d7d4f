/// How many CPUs and how much memory a control group lets a process use: cgroup v2's cpu.max and
/// memory.max, v1's CFS quota and memory limit.
/// Formats: the kernel's admin guide, cgroup-v2 ("cpu.max", "memory.max"), sched-bwc, v1's memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace imgbatch {

/// A process's groups that may hold a limit, as paths within their hierarchies ("/", "/a/b").
struct CgroupPaths {
    std::optional<std::string> unified; ///< v2
    std::optional<std::string> cpu;     ///< v1's cpu controller
    std::optional<std::string> memory;  ///< v1's memory controller
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

/// Bytes of memory.max or memory.limit_in_bytes; none for "max", for the number that v1 has where
/// there is no limit, and for what is no limit.
std::optional<std::uint64_t> parse_memory_limit(std::string_view text);

/// The least memory limit, found as cgroup_cpus() finds quotas.
std::optional<std::uint64_t> cgroup_memory(const CgroupPaths& paths, const std::string& mount_root);

} // namespace imgbatch
