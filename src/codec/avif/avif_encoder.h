/// AVIF out, by a module that holds libavif and is loaded when the first AVIF is written: linked,
/// it would double the time in which the program starts.
#pragma once

#include "codec/codec.h"

#include <string>

namespace imgbatch {

inline constexpr int avif_max_side = 65535; ///< pixels, by libaom

/// Success where AVIF can be written. Errors: unsupported, naming the module or package.
Expected<void> check_avif_module();

/// Whether nobody has looked for the module in this process yet.
bool avif_module_is_unknown();

/// The facade's encode() for AVIF: gray, gray_alpha, rgb and rgba of 8 bits, and where it is lossy
/// also ycbcr, which is stored as it is: full range, BT.601. Errors besides the facade's:
/// unsupported where the module is missing.
Expected<Bytes> encode_avif(const Image& image, ByteView icc, const EncodeOptions& options);

/// "libavif 0.11.1 …" for --version -v, or that there is none. Loads the module.
std::string avif_version();

} // namespace imgbatch
