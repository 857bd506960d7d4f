#include "fuzz/profile_seeds.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <memory>

namespace imgbatch::test {
namespace {

constexpr cmsCIExyY white{0.3127, 0.3290, 1.0};

using Curve = std::unique_ptr<cmsToneCurve, void (*)(cmsToneCurve*)>;

Curve make_curve() {
    return {cmsBuildGamma(nullptr, 1.8), cmsFreeToneCurve};
}

Bytes save(cmsHPROFILE profile) {
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    Bytes data(size);
    cmsSaveProfileToMem(profile, data.data(), &size);
    cmsCloseProfile(profile);
    // The date of making, which would make every run's seeds others.
    constexpr std::size_t date_begin = 24;
    constexpr std::size_t date_size = 12;
    std::fill_n(data.begin() + date_begin, date_size, std::byte{0});
    return data;
}

} // namespace

Bytes make_wide_profile() {
    constexpr cmsCIExyYTRIPLE primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
    const Curve curve = make_curve();
    std::array<cmsToneCurve*, 3> curves{curve.get(), curve.get(), curve.get()};
    return save(cmsCreateRGBProfile(&white, &primaries, curves.data()));
}

Bytes make_gray_profile() {
    const Curve curve = make_curve();
    return save(cmsCreateGrayProfile(&white, curve.get()));
}

} // namespace imgbatch::test
