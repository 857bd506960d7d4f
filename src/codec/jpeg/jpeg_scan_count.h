/// How many scans a JPEG has, before any of them costs time.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "base/byte_source.h"

namespace imgbatch {

/// Walks the markers of `data`. A scan costs as much as its pixels, however few bytes it has, so
/// they are counted first; real files have a dozen. Errors: limit, naming --limit-scans; of
/// reading. What is wrong with the markers is for the decoder to find.
Expected<void> check_jpeg_scans(const ByteSource& data, const InputLimits& limits);

} // namespace imgbatch
