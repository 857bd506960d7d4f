#include "exec/cgroup_quota.h"

#include "base/path.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <utility>

namespace imgbatch {
namespace {

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// Cuts `text` at the first `separator`; the head is returned, the rest stays.
std::string_view cut(std::string_view& text, char separator) {
    const auto at = text.find(separator);
    const std::string_view head = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return head;
}

bool lists(std::string_view controllers, std::string_view wanted) {
    while (!controllers.empty()) {
        if (cut(controllers, ',') == wanted) {
            return true;
        }
    }
    return false;
}

/// Nothing for what is no positive number: "max", "-1", "".
std::optional<std::uint64_t> positive(std::string_view text) {
    text = trim(text);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return std::nullopt;
    }
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

template <class T>
std::optional<T> lesser(std::optional<T> a, std::optional<T> b) {
    if (a && b) {
        return std::min(*a, *b);
    }
    return a ? a : b;
}

std::optional<unsigned> quota_of_folder(const std::string& folder) {
    if (const auto limit = read_text(folder + "/cpu.max")) {
        return parse_cpu_max(*limit);
    }
    const auto quota = read_text(folder + "/cpu.cfs_quota_us");
    const auto period = read_text(folder + "/cpu.cfs_period_us");
    return quota && period ? parse_cfs_quota(*quota, *period) : std::nullopt;
}

std::optional<std::uint64_t> memory_of_folder(const std::string& folder) {
    for (const char* name : {"/memory.max", "/memory.limit_in_bytes"}) {
        if (const auto limit = read_text(folder + name)) {
            return parse_memory_limit(*limit);
        }
    }
    return std::nullopt;
}

/// The least of what `of_folder` finds from `group` up to the hierarchy's root.
template <class T>
std::optional<T> least_from(const std::string& mount, std::string group,
                            std::optional<T> (*of_folder)(const std::string&)) {
    std::optional<T> least;
    while (true) {
        const bool at_root = group.empty() || group == "/" || group == ".";
        least = lesser(least, of_folder(at_root ? mount : mount + group));
        if (at_root) {
            return least;
        }
        group = path_parent(group);
    }
}

} // namespace

CgroupPaths parse_proc_cgroup(std::string_view text) {
    CgroupPaths paths;
    while (!text.empty()) {
        std::string_view line = cut(text, '\n');
        const std::string_view hierarchy = cut(line, ':');
        const std::string_view controllers = cut(line, ':');
        if (line.empty() || line.front() != '/') {
            continue;
        }
        if (hierarchy == "0" && controllers.empty()) {
            paths.unified = std::string(line);
        }
        if (lists(controllers, "cpu")) {
            paths.cpu = std::string(line);
        }
        if (lists(controllers, "memory")) {
            paths.memory = std::string(line);
        }
    }
    return paths;
}

CgroupPaths own_cgroups() {
    return parse_proc_cgroup(read_text("/proc/self/cgroup").value_or(""));
}

std::optional<unsigned> parse_cpu_max(std::string_view text) {
    text = trim(text);
    const std::string_view quota = cut(text, ' ');
    return parse_cfs_quota(quota, text);
}

std::optional<unsigned> parse_cfs_quota(std::string_view quota, std::string_view period) {
    const auto allowed = positive(quota);
    const auto per = positive(period);
    if (!allowed || !per) {
        return std::nullopt;
    }
    const std::uint64_t cpus = *allowed / *per + (*allowed % *per == 0 ? 0 : 1);
    return static_cast<unsigned>(std::min<std::uint64_t>(cpus, 1U << 20));
}

std::optional<unsigned> cgroup_cpus(const CgroupPaths& paths, const std::string& mount_root) {
    std::optional<unsigned> least;
    if (paths.unified) {
        for (const char* mount : {"", "/unified"}) {
            least = lesser(least, least_from(mount_root + mount, *paths.unified, quota_of_folder));
        }
    }
    if (paths.cpu) {
        for (const char* mount : {"/cpu", "/cpu,cpuacct"}) {
            least = lesser(least, least_from(mount_root + mount, *paths.cpu, quota_of_folder));
        }
    }
    return least;
}

std::optional<std::uint64_t> parse_memory_limit(std::string_view text) {
    constexpr std::uint64_t any = std::uint64_t{1} << 60; // v1 has the largest multiple of a page
    const auto bytes = positive(text);
    return bytes && *bytes < any ? bytes : std::nullopt;
}

std::optional<std::uint64_t> cgroup_memory(const CgroupPaths& paths,
                                           const std::string& mount_root) {
    std::optional<std::uint64_t> least;
    if (paths.unified) {
        for (const char* mount : {"", "/unified"}) {
            least = lesser(least, least_from(mount_root + mount, *paths.unified, memory_of_folder));
        }
    }
    if (paths.memory) {
        least = lesser(least, least_from(mount_root + "/memory", *paths.memory, memory_of_folder));
    }
    return least;
}

} // namespace imgbatch
