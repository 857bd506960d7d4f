/// JPEGs to decode, of a picture made here that costs a decoder about what a photograph does.
#pragma once

#include "base/bytes.h"

namespace imgbatch::bench {

inline constexpr int photo_width = 2000;
inline constexpr int photo_height = 1500;

/// Y'CbCr 4:2:0 of quality 90, with the tables of T.81, annex K, if sequential. The same each time;
/// both kinds hold the same coefficients. Made once.
const Bytes& photo_jpeg(bool progressive);

} // namespace imgbatch::bench
