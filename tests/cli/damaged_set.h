/// Damaged images of every format and kind, the same each time.
#pragma once

#include <map>
#include <string>

namespace imgbatch::test {

/// File name to content: sound images of `side` pixels a side, each cut at twelve places and
/// spoilt by one byte at twelve; of PNGs also with checksums that fit. Names begin with the kind,
/// which tells the format, too: no two share their stem.
std::map<std::string, std::string> damaged_set(int side);

/// The sound images that the damaged ones were made of.
std::map<std::string, std::string> sound_set(int side, unsigned seed = 1);

} // namespace imgbatch::test
