/// How much a worker has grown since it was started: what leaks, and what a large task has left in
/// its caches, goes with a process that ends.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace imgbatch {

/// Of the process that makes it, which may be locked in later: the kernel's count stays open.
class WorkerGrowth {
public:
    WorkerGrowth();

    /// To be kept open where other descriptors are closed; -1 where the kernel does not count.
    [[nodiscard]] int descriptor() const { return statm_.get(); }

    /// Bytes of memory of its own, files that are mapped apart, that it has more than at first; 0
    /// where the kernel does not count.
    [[nodiscard]] std::uint64_t bytes() const;

private:
    Fd statm_;
    std::uint64_t at_first_;
};

/// The pages of "SIZE RESIDENT SHARED …" (proc(5), statm) that are in memory and no file's; none
/// for anything else.
std::optional<std::uint64_t> parse_statm(std::string_view text);

} // namespace imgbatch
