/// Small sound colour profiles, made by lcms2.
#pragma once

#include "base/bytes.h"

namespace imgbatch::test {

/// RGB with primaries wider than sRGB's, so that colours have to be converted.
Bytes make_wide_profile();

/// Grey with a tone curve of its own.
Bytes make_gray_profile();

} // namespace imgbatch::test
