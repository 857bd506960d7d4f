#include "sandbox/landlock.h"

#include "base/fd.h"
#include "base/try.h"
#include "sandbox/sanitizer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace imgbatch {
namespace {

/// The kernel's struct as of ABI 6. An older kernel takes it as long as what it does not know is 0.
struct RulesetAttributes {
    std::uint64_t handled_access_fs = 0;
    std::uint64_t handled_access_net = 0;
    std::uint64_t scoped = 0;
};

// Debian 12's headers end at ABI 2.
constexpr std::uint64_t fs_execute = 1U << 0;
constexpr std::uint64_t fs_write_file = 1U << 1;
constexpr std::uint64_t fs_read_file = 1U << 2;
constexpr std::uint64_t fs_read_dir = 1U << 3;
constexpr std::uint64_t fs_remove_file = 1U << 5;
constexpr std::uint64_t fs_make_dir = 1U << 7;
constexpr std::uint64_t fs_make_reg = 1U << 8;
constexpr std::uint64_t fs_truncate = 1U << 14;
/// All rights of files: 13 in ABI 1, then REFER, TRUNCATE and (ABI 5) IOCTL_DEV.
constexpr std::uint64_t fs_abi_1 = (1U << 13) - 1;
constexpr std::uint64_t fs_abi_2 = (1U << 14) - 1;
constexpr std::uint64_t fs_abi_3 = (1U << 15) - 1;
constexpr std::uint64_t fs_abi_5 = (1U << 16) - 1;
constexpr std::uint64_t net_bind_and_connect_tcp = 3;           ///< since ABI 4
constexpr std::uint64_t scope_abstract_sockets_and_signals = 3; ///< since ABI 6

constexpr std::uint64_t reading = fs_read_file | fs_read_dir;
/// No right to read, to make links or special files, nor to move to another folder: a temporary and
/// its target share one.
constexpr std::uint64_t writing =
    fs_read_dir | fs_write_file | fs_remove_file | fs_make_dir | fs_make_reg | fs_truncate;
/// What makes sense for a file that is no folder; the kernel refuses anything else.
constexpr std::uint64_t of_a_file = fs_execute | fs_write_file | fs_read_file | fs_truncate;

std::uint64_t handled_fs(int abi) {
    switch (std::clamp(abi, 1, 5)) {
    case 1:
        return fs_abi_1;
    case 2:
        return fs_abi_2;
    case 3:
    case 4:
        return fs_abi_3;
    default:
        return fs_abi_5;
    }
}

RulesetAttributes attributes_for(int abi) {
    RulesetAttributes attributes;
    attributes.handled_access_fs = handled_fs(abi);
    attributes.handled_access_net = abi >= 4 ? net_bind_and_connect_tcp : 0;
    attributes.scoped = abi >= 6 ? scope_abstract_sockets_and_signals : 0;
    if constexpr (sanitizer_build) {
        // Its runtime reads /proc and starts a program that names the lines of a report.
        attributes.handled_access_fs &= ~(fs_execute | reading);
    }
    return attributes;
}

Error failed(std::string_view what) {
    return system_error(OutcomeClass::internal, Stage::worker, what, errno);
}

/// Allows `access` at `path` and below. What cannot be opened is left forbidden.
Expected<void> allow(const Fd& ruleset, const std::string& path, std::uint64_t access) {
    const Fd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status {};
    if (!place || ::fstat(place.get(), &status) != 0) {
        return {};
    }
    landlock_path_beneath_attr rule{};
    rule.allowed_access = S_ISDIR(status.st_mode) ? access : access & of_a_file;
    rule.parent_fd = place.get();
    if (rule.allowed_access != 0 && ::syscall(SYS_landlock_add_rule, ruleset.get(),
                                              LANDLOCK_RULE_PATH_BENEATH, &rule, 0U) != 0) {
        return failed("cannot add a Landlock rule for '" + path + "'");
    }
    return {};
}

Expected<void> allow_all(const Fd& ruleset, const std::vector<std::string>& paths,
                         std::uint64_t access) {
    for (const std::string& path : paths) {
        IMGBATCH_TRY(allow(ruleset, path, access));
    }
    return {};
}

} // namespace

int landlock_abi() {
    const long abi =
        ::syscall(SYS_landlock_create_ruleset, nullptr, 0U, LANDLOCK_CREATE_RULESET_VERSION);
    return abi >= 0 ? static_cast<int>(abi) : -errno;
}

Expected<void> restrict_by_landlock(const SandboxRules& rules) {
    const RulesetAttributes attributes = attributes_for(landlock_abi());
    const Fd ruleset(static_cast<int>(
        ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0U)));
    if (!ruleset) {
        return failed("cannot make a Landlock ruleset");
    }
    if (rules.level == Sandbox::on) {
        const std::uint64_t handled = attributes.handled_access_fs;
        IMGBATCH_TRY(allow_all(ruleset, rules.readable, reading & handled));
        IMGBATCH_TRY(allow_all(ruleset, rules.writable, writing & handled));
    }
    if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0U) != 0) {
        return failed("cannot restrict the worker by Landlock");
    }
    return {};
}

} // namespace imgbatch
