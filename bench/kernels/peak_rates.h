/// Loops that do nothing but what is measured, on each SIMD target.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imgbatch::bench {

/// Products done by `rounds` rounds of independent multiply-add chains in registers; `sink` keeps
/// them from being dropped.
double narrow_products(int rounds, std::int64_t& sink);
double wide_products(int rounds, std::int64_t& sink);

/// Look-ups done by `rounds` rounds of one chain: each finds in a table how far the bits move on,
/// in which the next one finds its place.
double lookups(int rounds, std::int64_t& sink);

/// Reads all bytes with the widest vectors there are.
void read_all(const std::byte* data, std::size_t bytes, std::int64_t& sink);

} // namespace imgbatch::bench
