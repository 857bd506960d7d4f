/// The same colours in the numbers of a wider colour space.
#pragma once

#include "picture.h"

#include <cstdint>
#include <vector>

namespace samples {

struct TaggedPicture {
    Picture picture;
    std::vector<std::uint8_t> icc;
};

/// `srgb` converted to a space with the primaries of ITU-R BT.2020 and a gamma of 2.2, and that
/// space's profile. Shown with the profile it looks as before; without, pale.
TaggedPicture to_wide_gamut(const Picture& srgb);

} // namespace samples
