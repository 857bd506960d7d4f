#include "exec/cgroup_quota.h"
#include "exec/sched_times.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <string>

namespace imgbatch::test {
namespace {

bool is_path(const std::optional<std::string>& path) {
    return !path || path->starts_with('/');
}

} // namespace

/// What the kernel tells, or what a container shows in its place.
void fuzz_cgroup(ByteView input) {
    const std::string_view text = as_text(input);
    const CgroupPaths paths = parse_proc_cgroup(text);
    expect(is_path(paths.unified) && is_path(paths.cpu), "a group is a path from the root");
    const auto cpus = parse_cpu_max(text);
    expect(!cpus || *cpus >= 1, "a quota leaves one CPU");
    const auto middle = text.find('\n');
    if (middle != std::string_view::npos) {
        const auto old = parse_cfs_quota(text.substr(0, middle), text.substr(middle + 1));
        expect(!old || *old >= 1, "a quota leaves one CPU");
    }
    if (const auto times = parse_schedstat(text)) {
        expect(times->running.count() >= 0 && times->ready.count() >= 0, "time does not run back");
    }
}

} // namespace imgbatch::test
