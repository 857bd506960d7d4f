#include "exec/sched_times.h"

#include "base/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace imgbatch {
namespace {

std::optional<std::chrono::nanoseconds> take_number(std::string_view& text) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || number < 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return std::chrono::nanoseconds(number);
}

std::optional<SchedTimes> read_schedstat(const char* path) {
    const Fd file(::open(path, O_RDONLY | O_CLOEXEC));
    std::array<char, 128> text{};
    const ssize_t got = file ? ::read(file.get(), text.data(), text.size()) : -1;
    if (got <= 0) {
        return std::nullopt;
    }
    return parse_schedstat({text.data(), static_cast<std::size_t>(got)});
}

} // namespace

std::optional<SchedTimes> parse_schedstat(std::string_view text) {
    const auto running = take_number(text);
    if (!running || !text.starts_with(' ')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto ready = take_number(text);
    if (!ready || !text.starts_with(' ')) {
        return std::nullopt;
    }
    return SchedTimes{*running, *ready};
}

std::optional<SchedTimes> sched_times_of(pid_t pid) {
    return read_schedstat(("/proc/" + std::to_string(pid) + "/schedstat").c_str());
}

std::optional<SchedTimes> own_sched_times() {
    return read_schedstat("/proc/thread-self/schedstat");
}

} // namespace imgbatch
