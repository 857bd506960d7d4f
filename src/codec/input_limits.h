/// The guard between what a file asks for and what it gets. Each check names the flag and both
/// numbers.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <cstdint>

namespace imgbatch {

/// Whether a picture of `width` x `height` may be decoded. Errors: corrupt if a side is 0; limit.
Expected<void> check_pixels(std::uint64_t width, std::uint64_t height, const InputLimits& limits);

/// Whether a piece of metadata of `bytes` may be read. Errors: limit.
Expected<void> check_metadata(std::uint64_t bytes, const InputLimits& limits);

/// The error of metadata whose size is known only to exceed the limit.
Error too_much_metadata(const InputLimits& limits);

/// Whether a file of `frames` frames may be walked. Errors: limit.
Expected<void> check_frames(std::uint64_t frames, const InputLimits& limits);

/// The error of a JPEG whose scans were counted no further than the limit.
Error too_many_scans(const InputLimits& limits);

} // namespace imgbatch
