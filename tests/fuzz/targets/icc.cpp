#include "transform/icc.h"

#include "codec/icc.h"
#include "codec/png/png_chunks.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <array>
#include <cstring>

namespace imgbatch::test {
namespace {

constexpr std::array models{ColorModel::gray, ColorModel::gray_alpha, ColorModel::rgb,
                            ColorModel::rgba, ColorModel::cmyk};

/// A few pixels that differ.
Image make_small(ColorModel model, SampleType type) {
    Image image = make_interleaved(7, 3, model, type);
    Plane& plane = image.planes.front();
    for (int y = 0; y < plane.height(); ++y) {
        for (int x = 0; x < plane.width() * plane.channels() * bytes_per_sample(type); ++x) {
            plane.row(y)[x] = static_cast<std::byte>(x * 37 + y * 101);
        }
    }
    return image;
}

bool same_samples(const Image& a, const Image& b) {
    const Plane& left = a.planes.front();
    const Plane& right = b.planes.front();
    const auto row =
        static_cast<std::size_t>(left.width() * left.channels() * bytes_per_sample(left.type()));
    for (int y = 0; y < left.height(); ++y) {
        if (std::memcmp(left.row(y), right.row(y), row) != 0) {
            return false;
        }
    }
    return true;
}

void convert(ByteView profile, ColorModel model, SampleType type) {
    ColorConverter converter;
    const ProfileVerdict verdict = converter.examine(profile, model);
    expect(verdict.warning.empty() == (verdict.use != ProfileUse::unusable),
           "there is a warning where a profile is unusable, and only there");
    const Image image = make_small(model, type);
    const auto converted = converter.to_srgb(image, profile);
    if (verdict.use == ProfileUse::unusable) {
        expect(!converted && converted.error().code == OutcomeClass::unsupported,
               "an unusable profile does not convert");
        return;
    }
    if (!converted) {
        expect(converted.error().code == OutcomeClass::memory, "a usable profile converts");
        return;
    }
    expect(converted->width() == image.width() && converted->height() == image.height() &&
               converted->type() == image.type() &&
               has_alpha(converted->model) == has_alpha(image.model),
           "size, depth and alpha stay");
    const auto again = converter.to_srgb(image, profile);
    expect(again && same_samples(*converted, *again), "a kept transform gives the same colours");
}

} // namespace

/// Profiles: as they lie in files of other formats, and as PNG packs them.
void fuzz_icc(ByteView input) {
    Choices choices(input);
    const unsigned choice = choices.byte();
    const ByteView data = choices.rest();
    if (choice % 4 == 0) {
        const auto profile = inflate_png_icc(data, {});
        if (profile && !profile->empty()) {
            expect(is_icc_profile(*profile) && profile->size() <= max_profile_bytes,
                   "what is unpacked is a profile of a size that may be");
            const auto again = inflate_png_icc(deflate_png_icc(*profile), {});
            expect(again && *again == *profile, "what is packed again is the same");
        }
        return;
    }
    if (is_icc_profile(data)) {
        convert(data, models.at(choice / 4 % models.size()),
                choice >= 128 ? SampleType::u16 : SampleType::u8);
    }
}

} // namespace imgbatch::test
