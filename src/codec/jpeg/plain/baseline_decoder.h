/// Sequential JPEGs of one scan.
#pragma once

#include "base/byte_source.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/plain_jpeg_workspace.h"
#include "codec/jpeg/plain/sample_rows.h"

namespace imgbatch {

/// Decodes the one scan of `headers` into `rows`, which has begun, with transforms of size n. A few
/// MCUs at a time go from bits to samples, so that their coefficients stay in the nearest cache.
/// False as decode_plain_jpeg(). Errors: of reading, of the sink. Throws std::bad_alloc.
Expected<bool> decode_baseline(const ByteSource& source, const JpegHeaders& headers, int n,
                               PlainJpegWorkspace& workspace, SampleRows& rows);

} // namespace imgbatch
