#include "codec/webp/webp_decoder.h"

#include "base/try.h"
#include "codec/damage.h"
#include "codec/exif.h"
#include "codec/icc.h"
#include "codec/input_limits.h"
#include "codec/webp/webp_container.h"

#include <webp/decode.h>

#include <cstring>
#include <memory>

namespace imgbatch {
namespace {

const std::uint8_t* octets(ByteView data) {
    return reinterpret_cast<const std::uint8_t*>(data.data());
}

Expected<WebpContainer> read_checked_container(ByteView data, const DecodeOptions& options) {
    auto container = read_webp_container(data, options.limits);
    if (container) {
        IMGBATCH_TRY(check_pixels(static_cast<std::uint64_t>(container->canvas.width),
                                  static_cast<std::uint64_t>(container->canvas.height),
                                  options.limits));
    }
    return container;
}

ColorModel model_of(const WebpContainer& container) {
    return container.frame_alpha || container.has_margin() ? ColorModel::rgba : ColorModel::rgb;
}

/// Makes libwebp write into the frame's place on `plane`.
Expected<WebPDecoderConfig> config_for(Plane& plane, const Rect& frame) {
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0) {
        return Error{OutcomeClass::internal, Stage::decode, "libwebp does not fit its headers", 0};
    }
    std::byte* corner = plane.row(frame.y) + std::ptrdiff_t{frame.x} * plane.channels();
    config.output.colorspace = plane.channels() == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = reinterpret_cast<std::uint8_t*>(corner);
    config.output.u.RGBA.stride = static_cast<int>(plane.stride());
    config.output.u.RGBA.size =
        static_cast<std::size_t>(plane.stride()) * static_cast<std::size_t>(frame.height - 1) +
        static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(plane.channels());
    return config;
}

Expected<void> to_result(VP8StatusCode status) {
    switch (status) {
    case VP8_STATUS_OK:
        return {};
    case VP8_STATUS_OUT_OF_MEMORY:
        return Error{OutcomeClass::memory, Stage::decode, "not enough memory for the WebP", 0};
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
        return Error{OutcomeClass::truncated, Stage::decode, "the picture's data ends early", 0};
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return Error{OutcomeClass::unsupported, Stage::decode,
                     "this kind of WebP is not supported by this version", 0};
    default:
        return Error{OutcomeClass::corrupt, Stage::decode, "damaged WebP", 0};
    }
}

/// Decodes row by row what there is; `rows_done` tells how far it came.
Expected<void> decode_in_pieces(ByteView data, WebPDecoderConfig& config, int& rows_done) {
    const std::unique_ptr<WebPIDecoder, decltype(&WebPIDelete)> decoder(
        WebPIDecode(nullptr, 0, &config), WebPIDelete);
    if (!decoder) {
        return to_result(VP8_STATUS_OUT_OF_MEMORY);
    }
    const VP8StatusCode status = WebPIUpdate(decoder.get(), octets(data), data.size());
    int last_row = 0;
    if (WebPIDecGetRGB(decoder.get(), &last_row, nullptr, nullptr, nullptr) != nullptr) {
        rows_done = last_row;
    }
    return to_result(status);
}

/// Zeros what was not decoded of `frame`: all but its first `rows`.
void clear_below(Plane& plane, const Rect& frame, int rows) {
    const auto pixel_bytes = static_cast<std::size_t>(plane.channels());
    for (int y = frame.y + rows; y < frame.y + frame.height; ++y) {
        std::memset(plane.row(y) + std::ptrdiff_t{frame.x} * plane.channels(), 0,
                    static_cast<std::size_t>(frame.width) * pixel_bytes);
    }
}

bool lenient(const DecodeOptions& options) {
    return !fails(Damage::corrupt, options.fail_on);
}

} // namespace

Expected<SourceInfo> probe_webp(ByteView data, const DecodeOptions& options) {
    IMGBATCH_TRY(const WebpContainer container, read_checked_container(data, options));
    SourceInfo info;
    info.format = ImageFormat::webp;
    info.size = container.canvas;
    info.model = model_of(container);
    info.chroma_x = container.frame_lossless ? 1 : 2;
    info.chroma_y = info.chroma_x;
    info.frames = container.frames;
    info.orientation = read_orientation(container.exif);
    if (!container.icc.empty()) {
        if (is_icc_profile(container.icc)) {
            info.icc.assign(container.icc.begin(), container.icc.end());
        } else {
            info.warnings.emplace_back(broken_profile_warning);
        }
    }
    return info;
}

Expected<Decoded> decode_webp(ByteView data, const SourceInfo& info, const DecodeOptions& options,
                              CodecWorkspace& workspace) {
    IMGBATCH_TRY(const WebpContainer container, read_checked_container(data, options));
    if (model_of(container) != info.model) {
        return Error{OutcomeClass::internal, Stage::decode, "these bytes were not probed", 0};
    }
    if (container.ends_early && fails(Damage::truncated, options.fail_on)) {
        return Error{OutcomeClass::truncated, Stage::decode, "the file ends early", 0};
    }
    Decoded decoded;
    decoded.image = workspace.planes.take_interleaved(
        container.canvas.width, container.canvas.height, info.model, SampleType::u8);
    Plane& plane = decoded.image.planes.front();
    if (container.has_margin()) {
        plane.fill_zero();
    }
    IMGBATCH_TRY(WebPDecoderConfig config, config_for(plane, container.frame));
    auto result = Expected<void>();
    int rows_done = 0;
    if (lenient(options)) {
        result = decode_in_pieces(container.frame_data, config, rows_done);
    } else {
        result = to_result(
            WebPDecode(octets(container.frame_data), container.frame_data.size(), &config));
    }
    if (!result) {
        if (rows_done == 0 || !passes(result.error(), options.fail_on)) {
            return std::move(result).error();
        }
        clear_below(plane, container.frame, rows_done);
        decoded.warnings.push_back(std::move(result).error().message);
    } else if (container.ends_early) {
        decoded.warnings.emplace_back("the file ends early");
    }
    return decoded;
}

} // namespace imgbatch
