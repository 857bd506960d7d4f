#include "codec/webp/webp_container.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

namespace imgbatch {
namespace {

ByteView view_of(const WebPData& data) {
    return std::as_bytes(std::span(data.bytes, data.size));
}

Error damaged() {
    return Error{OutcomeClass::corrupt, Stage::probe, "damaged WebP", 0};
}

Error cut() {
    return Error{OutcomeClass::truncated, Stage::probe, "the file ends early", 0};
}

/// The first chunk of this name; empty if there is none.
ByteView find_chunk(const WebPDemuxer& demuxer, const char* name) {
    WebPChunkIterator chunk{};
    ByteView found;
    if (WebPDemuxGetChunk(&demuxer, name, 1, &chunk) != 0) {
        found = view_of(chunk.chunk);
    }
    WebPDemuxReleaseChunkIterator(&chunk);
    return found;
}

Expected<void> read_first_frame(const WebPDemuxer& demuxer, WebpContainer& container) {
    WebPIterator frame{};
    const bool found = WebPDemuxGetFrame(&demuxer, 1, &frame) != 0;
    container.frame = {frame.x_offset, frame.y_offset, frame.width, frame.height};
    container.frame_data = found ? view_of(frame.fragment) : ByteView();
    WebPDemuxReleaseIterator(&frame);
    if (!found || container.frame_data.empty()) {
        return container.ends_early ? cut() : damaged();
    }
    WebPBitstreamFeatures features{};
    const auto status =
        WebPGetFeatures(reinterpret_cast<const std::uint8_t*>(container.frame_data.data()),
                        container.frame_data.size(), &features);
    if (status != VP8_STATUS_OK) {
        return status == VP8_STATUS_NOT_ENOUGH_DATA && container.ends_early ? cut() : damaged();
    }
    const Rect& rect = container.frame;
    if (features.width != rect.width || features.height != rect.height || rect.width <= 0 ||
        rect.height <= 0 || rect.x < 0 || rect.y < 0 ||
        rect.width > container.canvas.width - rect.x ||
        rect.height > container.canvas.height - rect.y) {
        return damaged();
    }
    container.frame_alpha = features.has_alpha != 0;
    constexpr int lossless = 2;
    container.frame_lossless = features.format == lossless;
    return {};
}

} // namespace

Expected<WebpContainer> read_webp_container(ByteView data) {
    const WebPData bytes{reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
    WebPDemuxState state = WEBP_DEMUX_PARSING_HEADER;
    const std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)> demuxer(
        WebPDemuxPartial(&bytes, &state), WebPDemuxDelete);
    if (!demuxer || state == WEBP_DEMUX_PARSING_HEADER) {
        return state == WEBP_DEMUX_PARSE_ERROR ? damaged() : cut();
    }
    WebpContainer container;
    container.ends_early = state != WEBP_DEMUX_DONE;
    container.canvas = {static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH)),
                        static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT))};
    container.frames = std::max(1U, WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT));
    if (auto result = read_first_frame(*demuxer, container); !result) {
        return std::move(result).error();
    }
    const std::uint32_t flags = WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS);
    if ((flags & EXIF_FLAG) != 0) {
        container.exif = find_chunk(*demuxer, "EXIF");
    }
    if ((flags & ICCP_FLAG) != 0) {
        container.icc = find_chunk(*demuxer, "ICCP");
    }
    return container;
}

} // namespace imgbatch
