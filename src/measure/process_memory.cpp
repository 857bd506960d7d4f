#include "measure/process_memory.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;

/// Files of /proc have no size to ask for; "" where there is none.
std::string proc_file(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

/// A child belongs to the thread that forked it.
std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    std::error_code failed;
    const std::string tasks = "/proc/" + std::to_string(parent) + "/task";
    for (fs::directory_iterator task(tasks, failed), end; !failed && task != end;
         task.increment(failed)) {
        std::istringstream listed(proc_file(task->path() / "children"));
        for (pid_t child = 0; listed >> child;) {
            children.push_back(child);
        }
    }
    return children;
}

} // namespace

std::vector<pid_t> process_tree(pid_t root) {
    std::vector<pid_t> tree{root};
    for (std::size_t i = 0; i < tree.size(); ++i) {
        const auto children = children_of(tree[i]);
        tree.insert(tree.end(), children.begin(), children.end());
    }
    return tree;
}

std::optional<std::uint64_t> parse_pss(std::string_view smaps_rollup) {
    constexpr std::string_view label = "\nPss:";
    const auto at = smaps_rollup.find(label);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view rest = smaps_rollup.substr(at + label.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    std::uint64_t kilobytes = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), kilobytes);
    if (error != std::errc() || kilobytes > UINT64_MAX / 1024 ||
        !std::string_view(end, static_cast<std::size_t>(rest.data() + rest.size() - end))
             .starts_with(" kB")) {
        return std::nullopt;
    }
    return kilobytes * 1024;
}

std::optional<std::uint64_t> tree_memory(pid_t root) {
    std::optional<std::uint64_t> sum;
    for (const pid_t pid : process_tree(root)) {
        if (const auto pss =
                parse_pss(proc_file("/proc/" + std::to_string(pid) + "/smaps_rollup"))) {
            sum = sum.value_or(0) + *pss;
        }
    }
    return sum;
}

} // namespace imgbatch
