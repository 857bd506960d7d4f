/// A PNG as a list of chunks, read before libpng sees a byte of it.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "base/bytes.h"

#include <cstdint>

namespace imgbatch {

/// What the list tells without inflating pixels. Views point into the file.
struct PngChunks {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool ends_early = false;  ///< a chunk, or the end mark, lies beyond the end of the file
    std::size_t data_end = 0; ///< where the last chunk of pixel data ends; may be past the end
    std::uint32_t frames = 1; ///< more than 1: APNG
    ByteView exif;            ///< a TIFF structure, empty if none
    ByteView icc;             ///< iCCP's payload, see inflate_png_icc; empty if none
};

/// Walks the chunks of `data`, which begins as a PNG does. A length beyond the file's end is found
/// here, so that libpng never allocates by it. Errors: truncated before the pixels begin; corrupt;
/// limit (a chunk beside the pixels that is too large, too many frames); unsupported (Apple's own
/// variant).
Expected<PngChunks> read_png_chunks(ByteView data, const InputLimits& limits);

/// The profile in an iCCP payload; empty if it is broken. Errors: limit.
Expected<Bytes> inflate_png_icc(ByteView payload, const InputLimits& limits);

/// An iCCP payload for `profile`; the same bytes for the same profile.
Bytes deflate_png_icc(ByteView profile);

} // namespace imgbatch
