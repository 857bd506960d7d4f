#include "codec/jpeg/plain/plain_jpeg.h"

#include "base/try.h"
#include "codec/jpeg/plain/baseline_decoder.h"
#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/progressive_decoder.h"
#include "codec/jpeg/plain/sample_rows.h"

namespace imgbatch {
namespace {

/// Whether the probe saw a kind that can be plain, and what is wanted are its planes.
bool is_plain_request(const SourceInfo& info, const DecodeRequest& request) {
    return is_transform_size(request.scale_eighths) &&
           (info.model == ColorModel::gray || (info.ycbcr_planes && request.ycbcr));
}

/// Whether `frame` is the one that the probe has seen, and judged by its markers.
bool agree(const JpegFrame& frame, const SourceInfo& info) {
    const std::size_t components = info.model == ColorModel::gray ? 1 : 3;
    return frame.width == info.size.width && frame.height == info.size.height &&
           frame.components.size() == components;
}

} // namespace

Expected<bool> decode_plain_jpeg(const ByteSource& data, const SourceInfo& info,
                                 const DecodeRequest& request, CodecWorkspace& workspace,
                                 PictureSink& sink) {
    if (!is_plain_request(info, request)) {
        return false;
    }
    IMGBATCH_TRY(const auto headers, read_jpeg_headers(data));
    if (!headers || !agree(headers->frame, info)) {
        return false;
    }
    SampleRows rows(headers->frame, request.scale_eighths, sink);
    IMGBATCH_TRY(rows.begin());
    if (headers->frame.progressive) {
        return decode_progressive(data, *headers, request.scale_eighths, workspace.plain_jpeg,
                                  rows);
    }
    return decode_baseline(data, *headers, request.scale_eighths, workspace.plain_jpeg, rows);
}

} // namespace imgbatch
