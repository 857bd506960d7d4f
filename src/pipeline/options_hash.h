/// One number for everything that decides what an output is.
#pragma once

#include <imgbatch/process_image.h>

#include <cstdint>

namespace imgbatch {

/// Equal for equal versions and options, as far as these decide about an output's bytes, its date
/// and whether the image fails; never 0. Not in it: limits, and how the output is written. The same
/// on every machine, so that records can be compared.
std::uint64_t options_hash(const ImageOptions& options);

} // namespace imgbatch
