#include "codec/webp/webp_encoder.h"

#include "base/try.h"
#include "codec/output_buffer.h"

#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>
#include <memory>

namespace imgbatch {
namespace {

static_assert(webp_max_side == WEBP_MAX_DIMENSION);

/// WebPPicture as an owner.
struct Picture : WebPPicture {
    Picture() : WebPPicture() {}
    Picture(const Picture&) = delete;
    Picture& operator=(const Picture&) = delete;
    ~Picture() { WebPPictureFree(this); }
};

Error failure(WebPEncodingError code) {
    switch (code) {
    case VP8_ENC_ERROR_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BAD_WRITE:
        return Error{OutcomeClass::memory, Stage::encode, "not enough memory for the WebP", 0};
    case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
    case VP8_ENC_ERROR_PARTITION_OVERFLOW:
    case VP8_ENC_ERROR_FILE_TOO_BIG:
        return Error{OutcomeClass::limit, Stage::encode, "the picture is too large for WebP", 0};
    default:
        return Error{OutcomeClass::internal, Stage::encode,
                     "cannot write WebP, libwebp's error " + std::to_string(code), 0};
    }
}

int on_write(const std::uint8_t* data, std::size_t size, const WebPPicture* picture) {
    auto& out = *static_cast<Bytes*>(picture->custom_ptr);
    return try_append(out, std::as_bytes(std::span(data, size))) ? 1 : 0;
}

Expected<WebPConfig> config_for(const EncodeOptions& options) {
    constexpr int default_method = 4;
    constexpr int default_lossless_level = 6;
    WebPConfig config;
    bool good = WebPConfigInit(&config) != 0;
    config.quality = static_cast<float>(std::clamp(options.webp_quality, 1, 100));
    config.method =
        options.effort ? (std::clamp(*options.effort, 0, 9) * 2 + 1) / 3 : default_method;
    if (options.lossless) {
        const int level = std::clamp(options.effort.value_or(default_lossless_level), 0, 9);
        good = good && WebPConfigLosslessPreset(&config, level) != 0;
        config.exact = 1;
    }
    if (!good || WebPValidateConfig(&config) == 0) {
        return Error{OutcomeClass::internal, Stage::encode, "libwebp refuses its settings", 0};
    }
    return config;
}

Expected<void> import(WebPPicture& picture, const Plane& plane) {
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(plane.row(0));
    const int stride = static_cast<int>(plane.stride());
    const int imported = plane.channels() == 4 ? WebPPictureImportRGBA(&picture, pixels, stride)
                                               : WebPPictureImportRGB(&picture, pixels, stride);
    if (imported == 0) {
        return Error{OutcomeClass::memory, Stage::encode, "not enough memory for the WebP", 0};
    }
    return {};
}

Expected<Bytes> encode_pixels(const Plane& plane, const EncodeOptions& options) {
    IMGBATCH_TRY(const WebPConfig config, config_for(options));
    Picture picture;
    if (WebPPictureInit(&picture) == 0) {
        return Error{OutcomeClass::internal, Stage::encode, "libwebp does not fit its headers", 0};
    }
    Bytes out;
    picture.width = plane.width();
    picture.height = plane.height();
    picture.use_argb = config.lossless;
    picture.writer = on_write;
    picture.custom_ptr = &out;
    IMGBATCH_TRY(import(picture, plane));
    if (WebPEncode(&config, &picture) == 0) {
        return failure(picture.error_code);
    }
    return out;
}

WebPData data_of(ByteView bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

/// The same file with the profile in it.
Expected<Bytes> add_icc(ByteView file, ByteView icc) {
    constexpr int copy = 0; // both outlive the mux
    const WebPData whole = data_of(file);
    const WebPData profile = data_of(icc);
    const std::unique_ptr<WebPMux, decltype(&WebPMuxDelete)> mux(WebPMuxCreate(&whole, copy),
                                                                 WebPMuxDelete);
    WebPData assembled{};
    const bool done = mux && WebPMuxSetChunk(mux.get(), "ICCP", &profile, copy) == WEBP_MUX_OK &&
                      WebPMuxAssemble(mux.get(), &assembled) == WEBP_MUX_OK;
    const std::unique_ptr<WebPData, decltype(&WebPDataClear)> owner(&assembled, WebPDataClear);
    if (!done) {
        return Error{OutcomeClass::internal, Stage::encode, "cannot embed the profile in WebP", 0};
    }
    const auto bytes = std::as_bytes(std::span(assembled.bytes, assembled.size));
    return Bytes(bytes.begin(), bytes.end());
}

} // namespace

Expected<Bytes> encode_webp(const Image& image, ByteView icc, const EncodeOptions& options) {
    const bool known = image.model == ColorModel::rgb || image.model == ColorModel::rgba;
    if (!known || image.type() != SampleType::u8) {
        return Error{OutcomeClass::internal, Stage::encode, "WebP cannot hold these samples", 0};
    }
    IMGBATCH_TRY(Bytes file, encode_pixels(image.planes.front(), options));
    if (icc.empty()) {
        return file;
    }
    return add_icc(file, icc);
}

} // namespace imgbatch
