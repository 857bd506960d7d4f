#include "exec/cgroup_quota.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using imgbatch::test::TempDir;

TEST_CASE("a v2 system names one group") {
    const auto paths = parse_proc_cgroup("0::/user.slice/user-1000.slice/a:b.scope\n");
    CHECK(paths.unified == "/user.slice/user-1000.slice/a:b.scope");
    CHECK_FALSE(paths.cpu.has_value());
}

TEST_CASE("a v1 system names a group per controller, and the cpu one is found by its exact name") {
    const auto paths = parse_proc_cgroup("12:cpuset:/not-this\n"
                                         "11:devices,cpu_like:/nor-this\n"
                                         "4:cpu,cpuacct:/docker/0123\n"
                                         "1:name=systemd:/nor-that\n"
                                         "0::/hybrid\n");
    CHECK(paths.cpu == "/docker/0123");
    CHECK(paths.unified == "/hybrid");
}

TEST_CASE("lines that make no sense are no groups") {
    for (const char* text : {"", "\n", "0", "0::", "0::relative", "::/x", ":::", "junk\n\n1:cpu"}) {
        const auto paths = parse_proc_cgroup(text);
        CHECK_FALSE(paths.unified.has_value());
        CHECK_FALSE(paths.cpu.has_value());
    }
}

TEST_CASE("the memory controller's group is found by its name, alone or with others") {
    CHECK(parse_proc_cgroup("9:memory:/m\n").memory == "/m");
    CHECK(parse_proc_cgroup("9:cpu,memory:/both\n").memory == "/both");
    CHECK(parse_proc_cgroup("9:cpu,memory:/both\n").cpu == "/both");
    CHECK_FALSE(parse_proc_cgroup("9:memory_like:/m\n0::/u\n").memory.has_value());
}

TEST_CASE("a memory limit is bytes, and none where there is no limit") {
    CHECK(parse_memory_limit("1073741824\n") == 1073741824U);
    for (const char* text : {"max\n", "", "-1", "0", "junk", "9223372036854771712\n"}) {
        CHECK_FALSE_MESSAGE(parse_memory_limit(text).has_value(), text);
    }
}

TEST_CASE("the least memory limit from a group up to its root holds, of v2 and of v1") {
    const TempDir root;
    const CgroupPaths paths{"/a/b", {}, "/c/d"};
    CHECK_FALSE(cgroup_memory(paths, root.path()).has_value());
    root.write("a/b/memory.max", "max\n");
    CHECK_FALSE(cgroup_memory(paths, root.path()).has_value());
    root.write("a/memory.max", "5000000000\n");
    CHECK(cgroup_memory(paths, root.path()) == 5'000'000'000U);
    root.write("memory/c/d/memory.limit_in_bytes", "9223372036854771712\n");
    CHECK(cgroup_memory(paths, root.path()) == 5'000'000'000U);
    root.write("memory/c/memory.limit_in_bytes", "300000000\n");
    CHECK(cgroup_memory(paths, root.path()) == 300'000'000U);
}

TEST_CASE("a quota counts as CPUs, rounded up") {
    CHECK(parse_cpu_max("200000 100000\n") == 2U);
    CHECK(parse_cpu_max("150000 100000") == 2U);
    CHECK(parse_cpu_max("100000 100000") == 1U);
    CHECK(parse_cpu_max("1000 100000") == 1U);
    CHECK(parse_cfs_quota("400000\n", "100000\n") == 4U);
}

TEST_CASE("no quota and nonsense are none") {
    for (const char* text :
         {"max 100000\n", "", "\n", "100000", "100000 0", "0 100000", "-1 100000", "a b",
          "1e5 100000", "99999999999999999999999 1", "1 2 3"}) {
        CHECK_FALSE_MESSAGE(parse_cpu_max(text).has_value(), text);
    }
    CHECK_FALSE(parse_cfs_quota("-1\n", "100000\n").has_value());
    CHECK_FALSE(parse_cfs_quota("", "").has_value());
}

TEST_CASE("the least quota from a v2 group up to the root holds") {
    const TempDir root;
    const CgroupPaths paths{"/a/b/c", {}, {}};
    CHECK_FALSE(cgroup_cpus(paths, root.path()).has_value());
    root.write("a/b/c/cpu.max", "800000 100000\n");
    CHECK(cgroup_cpus(paths, root.path()) == 8U);
    root.write("a/b/cpu.max", "max 100000\n");
    CHECK(cgroup_cpus(paths, root.path()) == 8U);
    root.write("a/cpu.max", "300000 100000\n");
    CHECK(cgroup_cpus(paths, root.path()) == 3U);
    root.write("cpu.max", "50000 100000\n");
    CHECK(cgroup_cpus(paths, root.path()) == 1U);
}

TEST_CASE("v1 quotas are found under either name of the hierarchy") {
    for (const char* mount : {"cpu", "cpu,cpuacct"}) {
        const TempDir root;
        const std::string folder = std::string(mount) + "/docker/x";
        root.write(folder + "/cpu.cfs_period_us", "100000\n");
        CHECK_FALSE(cgroup_cpus({{}, "/docker/x", {}}, root.path()).has_value());
        root.write(folder + "/cpu.cfs_quota_us", "250000\n");
        CHECK(cgroup_cpus({{}, "/docker/x", {}}, root.path()) == 3U);
    }
}

TEST_CASE("in a container the group's path may be missing and its quota lie at the root") {
    const TempDir root;
    root.write("cpu/cpu.cfs_quota_us", "200000\n");
    root.write("cpu/cpu.cfs_period_us", "100000\n");
    CHECK(cgroup_cpus({{}, "/docker/unseen", {}}, root.path()) == 2U);
}

TEST_CASE("the stricter of both hierarchies holds") {
    const TempDir root;
    root.write("unified/s/cpu.max", "500000 100000");
    root.write("cpu/s/cpu.cfs_quota_us", "200000\n");
    root.write("cpu/s/cpu.cfs_period_us", "100000\n");
    CHECK(cgroup_cpus({"/s", "/s", {}}, root.path()) == 2U);
}
