/// PNGs of the common kinds, read without libpng.
#pragma once

#include "codec/codec.h"
#include "codec/png/png_workspace.h"

#include <optional>

namespace imgbatch {

/// The picture of a PNG that has 8 bits a sample, no palette, no interlacing and no transparent
/// colour, and nothing unusual about it: every checksum fits, every chunk stands where it should,
/// the pixel data is exactly what the header asks for. Then libpng would give the same samples and
/// no warning. nullopt in all other cases, so that libpng decides what is wrong and what may pass;
/// for pictures of other samples than `info` says; and for those whose rows take more than 256 MiB,
/// which libpng reads row by row.
///
/// libdeflate and zlib differ about a few deflate streams that no compressor writes (codes that are
/// never used, or not all given): where checksums fit, libdeflate's word counts.
///
/// Allocates by the header only what the pixel data can fill. Throws std::bad_alloc.
std::optional<Image> decode_plain_png(ByteView data, const SourceInfo& info,
                                      CodecWorkspace& workspace);

} // namespace imgbatch
