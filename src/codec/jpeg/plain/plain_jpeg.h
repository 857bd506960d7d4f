/// JPEGs of the common kinds, read without libjpeg: only as much of each block as a reduced picture
/// needs is decoded, and a progressive one needs no store of coefficients.
#pragma once

#include "base/byte_source.h"
#include "codec/codec.h"

namespace imgbatch {

/// Decodes a JPEG into `sink`, in strips: one plane for grey, else Y'CbCr planes with their own
/// chroma factors, all reduced to `request.scale_eighths` of their own size. False where the file
/// is of no common kind or anything about it is wrong, whenever that shows: then libjpeg decides,
/// and what the sink got is void. Nobody is told of a flaw without libjpeg's word.
///
/// What is common: 8 bits, baseline or progressive Huffman coding; grey, or three components of
/// Y'CbCr by their markers whose chroma is as fine as luma or half as fine each way. `info` is the
/// probe's answer; where it says Y'CbCr planes, the request must ask for them.
///
/// Damage passes unseen only where no sample depends on it: below 8/8, in a progressive file, in
/// the data of scans that bring no coefficient of the reduced picture and none that a later scan
/// must know of to bring one. They are walked marker by marker, and the samples are those of the
/// file without them. libjpeg reads them, and may warn; or it does not, where a run passes its
/// band's end, and writes into a coefficient that the scan is not about, so that its samples are
/// others. At 8/8 all scans are decoded, and of a sequential file all bits are looked at whatever
/// the scale: so what libjpeg warns about is false there, and samples are never other than its.
///
/// Errors: of reading, of the sink. Throws std::bad_alloc.
Expected<bool> decode_plain_jpeg(const ByteSource& data, const SourceInfo& info,
                                 const DecodeRequest& request, CodecWorkspace& workspace,
                                 PictureSink& sink);

} // namespace imgbatch
