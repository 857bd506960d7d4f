/// How much memory a process and all below it hold together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace imgbatch {

/// `root` and its living children, their children and so on; those that end meanwhile may be
/// missing.
std::vector<pid_t> process_tree(pid_t root);

/// The line "Pss: N kB" of a smaps_rollup, in bytes; none where there is none.
std::optional<std::uint64_t> parse_pss(std::string_view smaps_rollup);

/// The sum of the proportional set sizes (Pss) of `root` and all below it, in bytes: a page that
/// several of them share counts once. None where the kernel does not tell.
std::optional<std::uint64_t> tree_memory(pid_t root);

} // namespace imgbatch
