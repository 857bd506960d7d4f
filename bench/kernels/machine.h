/// What this machine can do at best, measured once and kept: the yardstick of the kernels.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imgbatch::bench {

/// What a kernel cannot do without, whatever its code.
struct Work {
    double bytes_read = 0;      ///< each byte once
    double bytes_written = 0;   ///< each byte once
    double narrow_products = 0; ///< of 16-bit numbers, summed in 32 bits
    double wide_products = 0;   ///< of 32-bit numbers, summed in 64 bits
    double lookups = 0;         ///< in a small table, each of which needs the one before
    double rounds = 1;          ///< all of that so often, with the same bytes
};

/// The least time for that, and what sets it.
struct Bound {
    double seconds = 0;
    const char* reason = "";
};

/// The largest of moving the bytes, with a working set of all of them, and of multiplying and
/// looking up at the peak rates of the SIMD level that is forced now.
Bound bound_of(const Work& work);

/// Bytes a second, one thread, over a buffer of about `working_set` bytes that was just used:
/// only reading; only writing; copying one half to the other (counted once).
struct Bandwidth {
    double read = 0;
    double write = 0;
    double copy = 0;
};
Bandwidth bandwidth(std::size_t working_set);

/// Products with their additions a second, in registers, at the SIMD level that is forced now.
double peak_narrow_rate();
double peak_wide_rate();

/// A second, as Work has them: shift, load from the nearest cache, shift.
double peak_lookup_rate();

} // namespace imgbatch::bench
