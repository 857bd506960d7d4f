/// Damage to JPEG files that gets further than random bytes do.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <random>
#include <vector>

namespace imgbatch::test {

/// Small sound files of all kinds that the own decoder takes, and some that it does not: samplings,
/// contents, restart intervals, tables, scan scripts.
std::vector<Bytes> make_jpeg_seeds();

/// `seeds[which]` with one to four changes: in its tables, headers or data, in the order of its
/// markers, with pieces of other seeds, or anywhere.
Bytes mutate_jpeg(const std::vector<Bytes>& seeds, std::size_t which, std::mt19937& random);

/// The input `index` of the run `seed`: the same for the same seeds.
Bytes make_fuzz_input(const std::vector<Bytes>& seeds, std::uint64_t seed, std::uint64_t index);

} // namespace imgbatch::test
