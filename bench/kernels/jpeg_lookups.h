/// What the entropy-coded data of a JPEG asks of any decoder.
#pragma once

#include "base/bytes.h"

namespace imgbatch::bench {

/// Look-ups that wait for each other when the sound JPEG `file` is decoded for transforms of size
/// n, since only a code's length tells where the next one begins: one for each DC symbol and each
/// symbol of an AC coefficient that may be wanted, and one for as many others together as lie in 12
/// bits, the window of SkipTable. Of progressive files those of all scans that are needed, but for
/// refinements, which are bits more than symbols. Throws std::runtime_error where there is no such
/// symbol.
double count_lookups(ByteView file, int n);

} // namespace imgbatch::bench
