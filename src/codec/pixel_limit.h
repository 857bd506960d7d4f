/// The guard between a header and the memory that it asks for.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <cstdint>

namespace imgbatch {

/// Whether a picture of `width` x `height` may be decoded. Errors: corrupt if a side is 0; limit,
/// naming --limit-pixels and both numbers.
Expected<void> check_pixels(std::uint64_t width, std::uint64_t height,
                            const DecodeOptions& options);

} // namespace imgbatch
