/// From coefficients to samples: inverse discrete cosine transforms of reduced size.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imgbatch {

/// Where the samples of a row of blocks go.
struct SampleBlocks {
    std::uint8_t* row = nullptr; ///< the first sample of the tile's first block
    std::ptrdiff_t stride = 0;   ///< bytes from row to row
    int columns = 0;             ///< samples a row that are written, at least 1
    int rows = 0;                ///< rows that are written, 1 to n
};

/// Makes the samples of the blocks of `tile` (see block_tile.h, coefficients dequantised and within
/// -2048..2047): n x n of each, 8-bit, from the n x n coefficients of lowest frequency. The mean of
/// a block stays what it is at every size.
///
/// Size 1 and 8 are libjpeg's own integers (its accurate method). 2 to 6 are the n-point transform
/// with orthonormal base times n / 8, within 1 of exact arithmetic. The same on every machine.
/// False where blocks of size 8 hold numbers that no picture gives, beyond which libjpeg's ways to
/// compute differ among each other; what was written is then void.
///
/// Sources: Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11
/// multiplications" (1989), from whose constants, rounded to 13 bits, the matrix of size 8 is
/// multiplied out; the other sizes are cosines times sqrt(2), rounded to 13 bits.
using InverseDct = bool (*)(const std::int16_t* tile, const SampleBlocks& out);

/// That of size n for this processor, for those who have many tiles.
InverseDct inverse_dct_for(int n);

inline bool inverse_dct(int n, const std::int16_t* tile, const SampleBlocks& out) {
    return inverse_dct_for(n)(tile, out);
}

/// The same without SIMD: for targets without vectors, and for tests to compare with.
bool inverse_dct_plain(int n, const std::int16_t* tile, const SampleBlocks& out);

} // namespace imgbatch
