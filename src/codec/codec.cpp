#include "codec/codec.h"

#include "base/try.h"
#include "codec/avif/avif_encoder.h"
#include "codec/damage.h"
#include "codec/jpeg/jpeg_decoder.h"
#include "codec/jpeg/jpeg_encoder.h"
#include "codec/jpeg/libjpeg.h"
#include "codec/png/png_decoder.h"
#include "codec/png/png_encoder.h"
#include "codec/webp/webp_decoder.h"
#include "codec/webp/webp_encoder.h"
#include "image/image_sink.h"

#include <png.h>
#include <webp/decode.h>

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>

namespace imgbatch {
namespace {

/// Errors met while reading the file or in the sink keep their stage; to codecs, what they do is
/// all the same `stage`.
bool is_codecs_own(Stage stage) {
    return stage == Stage::none || stage == Stage::probe || stage == Stage::decode ||
           stage == Stage::encode;
}

/// Calls `work`; what memory or size exceptions of C++ say becomes an Error of `stage`.
template <class Work>
auto without_exceptions(Stage stage, Work work) -> decltype(work()) {
    try {
        auto result = work();
        if (!result) {
            Error error = std::move(result).error();
            error.stage = is_codecs_own(error.stage) ? stage : error.stage;
            return error;
        }
        return result;
    } catch (const std::bad_alloc&) {
        return Error{OutcomeClass::memory, stage, "not enough memory for the picture", 0};
    } catch (const std::length_error&) {
        return Error{OutcomeClass::memory, stage, "not enough memory for the picture", 0};
    }
}

/// As people write it.
std::string display_name(ImageFormat format) {
    if (format == ImageFormat::webp) {
        return "WebP";
    }
    std::string name(to_word(format));
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return name;
}

Error unsupported(ImageFormat format) {
    return Error{OutcomeClass::unsupported, Stage::probe,
                 display_name(format) + " is not supported by this version", 0};
}

Error not_in_memory() {
    return Error{OutcomeClass::internal, Stage::read, "only a JPEG is read in windows", 0};
}

Expected<SourceInfo> probe_format(const ByteSource& data, const DecodeOptions& options) {
    const ImageFormat format = sniff(data.view());
    if (format == ImageFormat::jpeg) {
        return probe_jpeg(data, options);
    }
    if (format == ImageFormat::unknown) {
        return Error{OutcomeClass::not_image, Stage::probe, "not an image", 0};
    }
    IMGBATCH_TRY(check_readable(format));
    if (!data.in_memory()) {
        return not_in_memory();
    }
    return format == ImageFormat::png ? probe_png(data.view(), options)
                                      : probe_webp(data.view(), options);
}

/// By decoders that make their picture in one piece.
Expected<Decoded> decode_whole(ByteView data, const SourceInfo& info, const DecodeOptions& options,
                               CodecWorkspace& workspace) {
    switch (info.format) {
    case ImageFormat::png:
        return decode_png(data, info, options, workspace);
    case ImageFormat::webp:
        return decode_webp(data, info, options, workspace);
    default:
        return unsupported(info.format);
    }
}

Expected<std::vector<std::string>> decode_format(const ByteSource& data, const SourceInfo& info,
                                                 const DecodeRequest& request,
                                                 const DecodeOptions& options,
                                                 CodecWorkspace& workspace, PictureSink& sink) {
    if (info.format == ImageFormat::jpeg) {
        return decode_jpeg(data, info, request, options, workspace, sink);
    }
    if (!data.in_memory()) {
        return not_in_memory();
    }
    IMGBATCH_TRY(Decoded decoded, decode_whole(data.view(), info, options, workspace));
    IMGBATCH_TRY(sink.take(std::move(decoded.image)));
    return std::move(decoded.warnings);
}

Expected<Bytes> encode_format(const Image& image, ByteView icc, ImageFormat format,
                              const EncodeOptions& options, CodecWorkspace& workspace) {
    switch (format) {
    case ImageFormat::jpeg:
        return encode_jpeg(image, icc, options);
    case ImageFormat::png:
        return encode_png(image, icc, options, workspace.png);
    case ImageFormat::webp:
        return encode_webp(image, icc, options);
    case ImageFormat::avif:
        return encode_avif(image, icc, options);
    default:
        return unsupported(format);
    }
}

/// The headers' version, as libjpeg cannot be asked at run time.
std::string jpeg_version() {
    constexpr int number = LIBJPEG_TURBO_VERSION_NUMBER;
    return std::to_string(number / 1'000'000) + "." + std::to_string(number / 1000 % 1000) + "." +
           std::to_string(number % 1000);
}

} // namespace

Expected<void> check_readable(ImageFormat format) {
    switch (format) {
    case ImageFormat::jpeg:
    case ImageFormat::png:
    case ImageFormat::webp:
        return {};
    default:
        return unsupported(format);
    }
}

Expected<void> check_writable(ImageFormat format) {
    auto result = format == ImageFormat::avif ? check_avif_module() : Expected<void>();
    if (!result) {
        Error error = std::move(result).error();
        error.stage = Stage::encode;
        return error;
    }
    return {};
}

bool needs_loading(ImageFormat format) {
    return format == ImageFormat::avif && avif_module_is_unknown();
}

Expected<SourceInfo> probe(const ByteSource& data, const DecodeOptions& options) {
    if (data.size() == 0) {
        return Error{OutcomeClass::empty, Stage::probe, "the file is empty", 0};
    }
    return without_exceptions(Stage::probe, [&]() -> Expected<SourceInfo> {
        auto info = probe_format(data, options);
        if (info && !info->warnings.empty() && fails(Damage::harmless, options.fail_on)) {
            return Error{OutcomeClass::corrupt, Stage::probe, info->warnings.front(), 0};
        }
        return info;
    });
}

Expected<std::vector<std::string>> decode(const ByteSource& data, const SourceInfo& info,
                                          const DecodeRequest& request,
                                          const DecodeOptions& options, CodecWorkspace& workspace,
                                          PictureSink& sink) {
    return without_exceptions(Stage::decode, [&] {
        return decode_format(data, info, request, options, workspace, sink);
    });
}

Expected<Decoded> decode(ByteView data, const SourceInfo& info, const DecodeRequest& request,
                         const DecodeOptions& options, CodecWorkspace& workspace) {
    ImageSink sink(workspace.planes);
    Decoded decoded;
    IMGBATCH_TRY(decoded.warnings,
                 decode(ByteSource(data), info, request, options, workspace, sink));
    IMGBATCH_TRY(decoded.image, sink.finish());
    return decoded;
}

EncoderTraits encoder_traits(ImageFormat format, const EncodeOptions& options) {
    switch (format) {
    case ImageFormat::jpeg:
        return {.ycbcr = true, .gray = true, .max_side = jpeg_max_side};
    case ImageFormat::png:
        return {.alpha = true,
                .sixteen_bit = true,
                .gray = true,
                .max_side = std::numeric_limits<int>::max()};
    case ImageFormat::webp:
        return {.alpha = true, .max_side = webp_max_side};
    case ImageFormat::avif:
        return {.alpha = true, .ycbcr = !options.lossless, .gray = true, .max_side = avif_max_side};
    default:
        return {};
    }
}

namespace {

/// For formats that have a choice.
ChromaFactors chosen_chroma(Chroma chroma, int quality, ChromaFactors source) {
    constexpr int full_chroma_quality = 90;
    switch (chroma) {
    case Chroma::yuv420:
        return {2, 2};
    case Chroma::yuv422:
        return {2, 1};
    case Chroma::yuv444:
        return {1, 1};
    case Chroma::automatic:
        break;
    }
    if (quality < full_chroma_quality) {
        return {2, 2};
    }
    return {std::clamp(source.x, 1, 2), std::clamp(source.y, 1, 2)};
}

} // namespace

ChromaFactors output_chroma(ImageFormat format, const EncodeOptions& options,
                            ChromaFactors source) {
    switch (format) {
    case ImageFormat::jpeg:
        return chosen_chroma(options.chroma, options.jpeg_quality, source);
    case ImageFormat::webp:
        return options.lossless ? ChromaFactors{1, 1} : ChromaFactors{2, 2};
    case ImageFormat::avif: {
        const ChromaFactors chroma = chosen_chroma(options.chroma, options.avif_quality, source);
        const bool tall = chroma.x < chroma.y; // unknown to AV1
        return options.lossless || tall ? ChromaFactors{1, 1} : chroma;
    }
    default:
        return {1, 1};
    }
}

Expected<Bytes> encode(const Image& image, ByteView icc, ImageFormat format,
                       const EncodeOptions& options, CodecWorkspace& workspace) {
    const int max_side = encoder_traits(format, options).max_side;
    if (max_side > 0 && std::max(image.width(), image.height()) > max_side) {
        return Error{OutcomeClass::limit, Stage::encode,
                     std::to_string(image.width()) + " x " + std::to_string(image.height()) +
                         " pixels exceed what " + display_name(format) + " can hold (" +
                         std::to_string(max_side) + " a side)",
                     0};
    }
    return without_exceptions(
        Stage::encode, [&] { return encode_format(image, icc, format, options, workspace); });
}

std::vector<std::string> codec_versions() {
    const int webp = WebPGetDecoderVersion();
    return {"libjpeg-turbo " + jpeg_version(), std::string("libpng ") + png_get_libpng_ver(nullptr),
            "libwebp " + std::to_string(webp >> 16) + "." + std::to_string(webp >> 8 & 0xFF) + "." +
                std::to_string(webp & 0xFF),
            avif_version()};
}

} // namespace imgbatch
