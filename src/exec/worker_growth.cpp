#include "exec/worker_growth.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace imgbatch {
namespace {

std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    text.remove_prefix(text.starts_with(' ') ? 1 : 0);
    return number;
}

std::uint64_t own_bytes(const Fd& statm) {
    std::array<char, 128> text{};
    const ssize_t got = statm ? ::pread(statm.get(), text.data(), text.size(), 0) : -1;
    if (got <= 0) {
        return 0;
    }
    const auto pages = parse_statm({text.data(), static_cast<std::size_t>(got)});
    return pages.value_or(0) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

WorkerGrowth::WorkerGrowth()
    : statm_(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)), at_first_(own_bytes(statm_)) {
}

std::uint64_t WorkerGrowth::bytes() const {
    const std::uint64_t now = own_bytes(statm_);
    return now > at_first_ ? now - at_first_ : 0;
}

std::optional<std::uint64_t> parse_statm(std::string_view text) {
    const auto size = take_number(text);
    const auto resident = take_number(text);
    const auto shared = take_number(text);
    if (!size || !resident || !shared || *shared > *resident) {
        return std::nullopt;
    }
    return *resident - *shared;
}

} // namespace imgbatch
