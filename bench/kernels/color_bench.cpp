/// Colour: Y'CbCr to RGB, 16 bits to 8, and a real ICC conversion.
#include "kernel_bench.h"
#include "register.h"
#include "transform/color.h"
#include "transform/icc.h"
#include "transform/reference.h"

#include <lcms2.h>

#include <memory>
#include <vector>

namespace imgbatch::bench {
namespace {

/// A wide-gamut matrix profile, Display P3's primaries with gamma 2.2.
std::vector<std::byte> wide_gamut_profile() {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.68, 0.32, 1}, {0.265, 0.69, 1}, {0.15, 0.06, 1}};
    cmsToneCurve* curve = cmsBuildGamma(nullptr, 2.2);
    cmsToneCurve* curves[] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    std::vector<std::byte> bytes(size);
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    cmsFreeToneCurve(curve);
    return bytes;
}

void add_icc(SampleType type) {
    const double bytes = 800.0 * 600 * 3 * bytes_per_sample(type);
    const std::string bits = type == SampleType::u8 ? " 8 bit" : " 16 bit";
    register_single({"ICC to sRGB" + bits + " 800x600",
                     {bytes, bytes},
                     [=] {
                         auto image = std::make_shared<Image>(
                             test::painted(800, 600, 3, type, test::Pattern::noise));
                         auto converter = std::make_shared<ColorConverter>();
                         return [=, profile = wide_gamut_profile()] {
                             benchmark::DoNotOptimize(converter->to_srgb(*image, profile));
                         };
                     }},
                    "lcms2");
}

} // namespace

void register_color() {
    const double pixels = 800.0 * 600;
    register_levels({"Y'CbCr to RGB 800x600", {3 * pixels, 3 * pixels, 5 * pixels}, [] {
                         auto image = std::make_shared<Image>(make_ycbcr(800, 600, 1, 1));
                         for (Plane& plane : image->planes) {
                             test::paint(plane, test::Pattern::noise);
                         }
                         return [=] { benchmark::DoNotOptimize(ycbcr_to_rgb(*image)); };
                     }});
    register_single({"16 bit to 8 bit, 3 ch 800x600", {6 * pixels, 3 * pixels}, [] {
                         auto image = std::make_shared<Image>(
                             test::painted(800, 600, 3, SampleType::u16, test::Pattern::noise));
                         return [=] { benchmark::DoNotOptimize(to_8_bit(*image)); };
                     }});
    add_icc(SampleType::u8);
    add_icc(SampleType::u16);
}

} // namespace imgbatch::bench
