/// Tests on each SIMD target in turn.
#pragma once

#include <hwy/targets.h>

#include <cstdint>
#include <vector>

namespace imgbatch::test {

/// Runs everything below on one SIMD target; the machine's own choice returns at the end.
class ForcedTarget {
public:
    explicit ForcedTarget(std::int64_t target) {
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
    ForcedTarget(const ForcedTarget&) = delete;
    ForcedTarget& operator=(const ForcedTarget&) = delete;
    ~ForcedTarget() {
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().DeInit();
    }
};

/// The targets that this machine can run, one bit each.
inline std::vector<std::int64_t> supported_targets() {
    std::vector<std::int64_t> list;
    for (std::int64_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1) {
        list.push_back(targets & -targets);
    }
    return list;
}

} // namespace imgbatch::test
