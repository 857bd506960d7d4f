/// ICC profiles: does this one need anything, and the conversion to sRGB.
#pragma once

#include <imgbatch/result.h>

#include "base/bytes.h"
#include "image/image.h"

#include <cstddef>
#include <memory>
#include <string>

namespace imgbatch {

/// Larger profiles count as broken.
inline constexpr std::size_t max_profile_bytes = 16U << 20;

enum class ProfileUse {
    not_needed, ///< the samples are sRGB already: no colour would move by more than 1/255
    convert,
    unusable, ///< broken, too large, or for another colour model: as if there were none
};

struct ProfileVerdict {
    ProfileUse use = ProfileUse::unusable;
    std::string warning; ///< for people, where the profile is unusable; else empty
};

/// Converts by profiles, which may be hostile, and keeps the last few transforms. One per thread;
/// it shares nothing with others. Move-only.
class ColorConverter {
public:
    ColorConverter();
    ColorConverter(ColorConverter&&) noexcept;
    ColorConverter& operator=(ColorConverter&&) noexcept;
    ~ColorConverter();

    /// What `profile` (not empty) means for an image of this model; ycbcr counts as rgb. Grey
    /// images may have a grey or an RGB profile.
    ProfileVerdict examine(ByteView profile, ColorModel model);

    /// `image` in sRGB: rgb and rgba stay so, grey stays grey (with sRGB's tone curve), cmyk
    /// becomes rgb. Alpha and the sample type (u8 or u16) stay. Relative colorimetric where the
    /// profile asks for a colorimetric intent, else perceptual; with black point compensation.
    /// Errors: unsupported where examine() says unusable; memory; internal for ycbcr.
    Expected<Image> to_srgb(const Image& image, ByteView profile);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace imgbatch
