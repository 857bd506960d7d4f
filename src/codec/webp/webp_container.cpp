#include "codec/webp/webp_container.h"

#include "base/try.h"
#include "codec/input_limits.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace imgbatch {
namespace {

using namespace std::string_view_literals;

std::uint32_t read_le32(ByteView data, std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
        value = value << 8 | std::to_integer<std::uint32_t>(data[offset + i]);
    }
    return value;
}

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

/// Walks the chunks before libwebp does, which takes memory for each frame. What makes no sense is
/// for libwebp to judge.
Expected<void> check_chunks(ByteView data, const InputLimits& limits) {
    constexpr std::size_t file_header = 12;
    constexpr std::size_t chunk_header = 8;
    std::uint64_t frames = 0;
    std::size_t offset = file_header;
    while (offset < data.size() && data.size() - offset >= chunk_header) {
        const auto name = as_text(data.subspan(offset, 4));
        const std::size_t size = read_le32(data, offset + 4);
        if (name == "ANMF"sv) {
            IMGBATCH_TRY(check_frames(++frames, limits));
        } else if (name != "VP8 "sv && name != "VP8L"sv && name != "ALPH"sv) {
            // No more of it than there is: else the file is cut, and not too large.
            const std::size_t left = data.size() - offset - chunk_header;
            IMGBATCH_TRY(check_metadata(std::min(size, left), limits));
        }
        offset += chunk_header + size + size % 2;
    }
    return {};
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

Expected<WebpContainer> read_webp_container(ByteView data, const InputLimits& limits) {
    IMGBATCH_TRY(check_chunks(data, limits));
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
