#include "sandbox/limits.h"

#include "base/fd.h"
#include "base/try.h"
#include "sandbox/sanitizer.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

#include <sys/resource.h>

namespace imgbatch {
namespace {

/// What a worker opens at once is less than ten; the loader of a module needs one more.
constexpr std::size_t spare_descriptors = 32;
/// Of 1000, added to what the kernel's memory killer makes of a process's size.
constexpr int offered_to_memory_killer = 500;

/// The number that the file begins with.
std::optional<long> number_in(const char* path) {
    const Fd file(::open(path, O_RDONLY | O_CLOEXEC));
    std::array<char, 32> text{};
    const ssize_t got = file ? ::read(file.get(), text.data(), text.size()) : -1;
    long number = 0;
    if (got <= 0 || std::from_chars(text.data(), text.data() + got, number).ec != std::errc()) {
        return std::nullopt;
    }
    return number;
}

void offer_to_memory_killer() {
    constexpr const char* path = "/proc/self/oom_score_adj";
    if (number_in(path).value_or(0) >= offered_to_memory_killer) {
        return;
    }
    const Fd file(::open(path, O_WRONLY | O_CLOEXEC));
    constexpr std::string_view text = "500";
    [[maybe_unused]] const ssize_t written = ::write(file.get(), text.data(), text.size());
}

/// Sets soft and hard limit, never above the hard one that there is.
Expected<void> lower(__rlimit_resource resource, rlim_t limit) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) {
        return system_error(OutcomeClass::internal, Stage::worker, "cannot read a limit", errno);
    }
    now.rlim_max = std::min(now.rlim_max, limit);
    now.rlim_cur = std::min(now.rlim_cur, now.rlim_max);
    if (::setrlimit(resource, &now) != 0) {
        return system_error(OutcomeClass::internal, Stage::worker, "cannot set a limit", errno);
    }
    return {};
}

Expected<void> limit_address_space(std::uint64_t budget) {
    // Pages that are mapped now: the first number.
    const auto pages = number_in("/proc/self/statm");
    const long page = ::sysconf(_SC_PAGESIZE);
    if (sanitizer_build || budget == 0 || !pages || page <= 0) {
        return {};
    }
    const auto mapped = static_cast<rlim_t>(*pages) * static_cast<rlim_t>(page);
    const std::uint64_t most = RLIM_INFINITY - 1 - mapped;
    return lower(RLIMIT_AS, mapped + std::min(budget, most));
}

/// New descriptors take the lowest free number: the highest of the next ones is as high as they
/// get. (To list /proc/self/fd would take ten times as long as all the rest.)
Expected<void> limit_descriptors() {
    const Fd any(::open("/", O_PATH | O_CLOEXEC));
    std::array<Fd, spare_descriptors> spare;
    int highest = any.get();
    for (Fd& each : spare) {
        each = Fd(::fcntl(any.get(), F_DUPFD_CLOEXEC, 0));
        highest = std::max(highest, each.get());
    }
    return highest < 0 ? Expected<void>() : lower(RLIMIT_NOFILE, static_cast<rlim_t>(highest) + 1);
}

} // namespace

Expected<void> limit_resources(const SandboxRules& rules) {
    offer_to_memory_killer();
    IMGBATCH_TRY(lower(RLIMIT_CORE, 0));
    IMGBATCH_TRY(limit_descriptors());
    if (rules.max_file_bytes > 0) {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGXFSZ, &ignore, nullptr);
        IMGBATCH_TRY(lower(RLIMIT_FSIZE, rules.max_file_bytes));
    }
    return limit_address_space(rules.memory_budget);
}

} // namespace imgbatch
