/// JPEG bytes from memory, for libjpeg.
#pragma once

#include "base/bytes.h"
#include "codec/jpeg/libjpeg.h"

namespace imgbatch {

/// Readies `source` to hand out `data`, which must outlive it. Beyond the end it warns once with
/// JWRN_JPEG_EOF, sets JpegErrors::input_ended, and invents end markers.
void init_jpeg_source(jpeg_source_mgr& source, ByteView data);

} // namespace imgbatch
