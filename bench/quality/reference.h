/// What a resized picture is judged against: the original decoded whole, turned upright, and
/// resampled with Lanczos-3 in double precision.
#pragma once

#include <imgbatch/result.h>

#include "image/orientation.h"
#include "support/ssim.h"

#include <string>

namespace imgbatch::quality {

/// The luma of a file, turned upright; over black where it is transparent.
Expected<test::Luma> read_upright(const std::string& path);

/// `source` at `size`: antialiased, windows clipped and renormalised at the edges.
test::Luma resampled(const test::Luma& source, Size size);

} // namespace imgbatch::quality
