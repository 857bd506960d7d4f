#include "sandbox/capabilities.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include <linux/capability.h>
#include <sys/syscall.h>

namespace imgbatch {
namespace {

constexpr std::uint64_t bit(unsigned capability) {
    return std::uint64_t{1} << capability;
}

/// Blocks that the file system keeps for root, and quotas that do not bind it.
constexpr std::uint64_t kept_always = bit(CAP_SYS_RESOURCE);
/// Files of others, and giving them back to their owners in place.
constexpr std::uint64_t kept_for_files = bit(CAP_CHOWN) | bit(CAP_DAC_OVERRIDE) |
                                         bit(CAP_DAC_READ_SEARCH) | bit(CAP_FOWNER) |
                                         bit(CAP_FSETID);

using CapabilitySets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

} // namespace

Expected<void> drop_capabilities(const SandboxRules& rules) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    CapabilitySets sets{};
    const std::uint64_t kept = kept_always | (rules.level == Sandbox::strict ? 0 : kept_for_files);
    bool failed = ::syscall(SYS_capget, &header, sets.data()) != 0;
    const std::array<std::uint32_t, 2> halves{static_cast<std::uint32_t>(kept),
                                              static_cast<std::uint32_t>(kept >> 32U)};
    for (std::size_t i = 0; i < halves.size(); ++i) {
        sets[i].effective &= halves[i];
        sets[i].permitted &= halves[i];
        sets[i].inheritable = 0;
    }
    failed = failed || ::syscall(SYS_capset, &header, sets.data()) != 0;
    if (failed) {
        return system_error(OutcomeClass::internal, Stage::worker, "cannot drop capabilities",
                            errno);
    }
    return {};
}

} // namespace imgbatch
