#include "transform/versions.h"

#include <hwy/highway.h>
#include <hwy/targets.h>
#include <lcms2.h>
#include <opencv2/core.hpp>

namespace imgbatch {
namespace {

std::string two_digits(int value) {
    return value < 10 ? "0" + std::to_string(value) : std::to_string(value);
}

/// The best of the targets that this machine has: Highway's lowest bit.
std::string simd_target() {
    const auto targets = hwy::SupportedTargets();
    return hwy::TargetName(targets & -targets);
}

} // namespace

std::vector<std::string> transform_versions() {
    return {
        "OpenCV " + std::string(CV_VERSION) + " (core, imgproc)",
        "lcms2 " + std::to_string(cmsGetEncodedCMMversion() / 1000) + "." +
            two_digits(cmsGetEncodedCMMversion() % 1000 / 10),
        "Highway " + std::to_string(HWY_MAJOR) + "." + std::to_string(HWY_MINOR) + "." +
            std::to_string(HWY_PATCH) + ", running " + simd_target(),
    };
}

} // namespace imgbatch
