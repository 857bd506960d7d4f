#include "wide_gamut.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace samples {
namespace {

struct ProfileClose {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct TransformDelete {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
struct CurveFree {
    void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Profile = std::unique_ptr<void, ProfileClose>;
using Transform = std::unique_ptr<void, TransformDelete>;
using Curve = std::unique_ptr<cmsToneCurve, CurveFree>;

template <class Pointer>
Pointer checked(Pointer pointer) {
    if (!pointer) {
        std::fputs("imgbatch-samples: lcms2 could not make a profile\n", stderr);
        std::exit(1);
    }
    return pointer;
}

Profile wide_profile() {
    const cmsCIExyY d65{0.3127, 0.3290, 1.0};
    const cmsCIExyYTRIPLE primaries{{0.708, 0.292, 1.0}, {0.170, 0.797, 1.0}, {0.131, 0.046, 1.0}};
    const Curve gamma = checked(Curve(cmsBuildGamma(nullptr, 2.2)));
    std::array<cmsToneCurve*, 3> curves{gamma.get(), gamma.get(), gamma.get()};
    return checked(Profile(cmsCreateRGBProfile(&d65, &primaries, curves.data())));
}

std::vector<std::uint8_t> profile_bytes(const Profile& profile) {
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile.get(), nullptr, &size);
    std::vector<std::uint8_t> bytes(size);
    if (size < 128 || cmsSaveProfileToMem(profile.get(), bytes.data(), &size) == 0) {
        checked(Profile());
    }
    // The date of creation, six big-endian 16-bit numbers, would make every run differ.
    constexpr std::array<std::uint8_t, 12> date{0x07, 0xe8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
    std::copy(date.begin(), date.end(), bytes.begin() + 24);
    return bytes;
}

} // namespace

TaggedPicture to_wide_gamut(const Picture& srgb) {
    const Profile from = checked(Profile(cmsCreate_sRGBProfile()));
    const Profile to = wide_profile();
    const Transform transform = checked(Transform(
        cmsCreateTransform(from.get(), TYPE_RGB_16, to.get(), TYPE_RGB_16,
                           INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE)));
    Picture wide(srgb.width(), srgb.height());
    for (int y = 0; y < srgb.height(); ++y) {
        cmsDoTransform(transform.get(), srgb.at(0, y), wide.at(0, y),
                       static_cast<cmsUInt32Number>(srgb.width()));
    }
    return {std::move(wide), profile_bytes(to)};
}

} // namespace samples
