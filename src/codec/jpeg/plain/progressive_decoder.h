/// Progressive JPEGs, without a store of all coefficients.
#pragma once

#include "base/byte_source.h"
#include "codec/jpeg/plain/bit_deposit.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/plain_jpeg_workspace.h"
#include "codec/jpeg/plain/sample_rows.h"

namespace imgbatch {

/// Decodes the scans of `headers` that transforms of size n need into `rows`, which has begun: all
/// of them side by side, each from its own place in the file, one row of MCUs after another.
/// False as decode_plain_jpeg(). Errors: of reading, of the sink. Throws std::bad_alloc.
///
/// Time is bounded by scans (64) times blocks, as a block that a run has ended takes no bits. The
/// DC scan, which each row begins with, takes at least a bit per block: so blocks are at most eight
/// times the file's bytes, whatever its header says.
Expected<bool> decode_progressive(const ByteSource& source, const JpegHeaders& headers, int n,
                                  PlainJpegWorkspace& workspace, SampleRows& rows,
                                  BitDeposit deposit = fastest_bit_deposit());

} // namespace imgbatch
