/// The AVIF module: libavif with libaom behind codec_module.h.
///
/// Pixels are full-range BT.601 Y'CbCr, as in JPEG, so that planes of a JPEG are stored as they
/// are; lossless pictures are stored as G, B and R. One thread and no tiles, so that equal calls
/// give equal bytes. Quality q is libaom's constant quality level ((100 - q) * 63 + 50) / 100,
/// which is what libheif, and by it libvips and sharp, make of the same number.
#include "codec/module/codec_module.h"

#include <avif/avif.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

namespace {

using namespace imgbatch;

constexpr int default_speed = 6;
constexpr int fastest = 9;

struct ImageDelete {
    void operator()(avifImage* image) const { avifImageDestroy(image); }
};
struct EncoderDelete {
    void operator()(avifEncoder* encoder) const { avifEncoderDestroy(encoder); }
};
using ImagePointer = std::unique_ptr<avifImage, ImageDelete>;
using EncoderPointer = std::unique_ptr<avifEncoder, EncoderDelete>;

/// What libavif wrote.
struct Output : avifRWData {
    Output() : avifRWData{nullptr, 0} {}
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() { avifRWDataFree(this); }
};

std::uint32_t status_of(avifResult result) {
    switch (result) {
    case AVIF_RESULT_OK:
        return module_ok;
    case AVIF_RESULT_OUT_OF_MEMORY:
        return module_memory;
    case AVIF_RESULT_NO_CODEC_AVAILABLE:
        return module_unsupported;
    default:
        return module_internal;
    }
}

/// Tells `message` what `result` means; returns the status.
std::uint32_t failed(ModuleMessage& message, avifResult result, const char* detail = "") {
    std::snprintf(message.text, sizeof message.text, "%s%s%s", avifResultToString(result),
                  *detail != '\0' ? ": " : "", detail);
    return status_of(result);
}

bool is_gray(std::uint32_t model) {
    return model == module_gray || model == module_gray_alpha;
}

/// 4:2:0, 4:2:2 or 4:4:4 by the factors.
avifPixelFormat format_of(std::uint32_t chroma_x, std::uint32_t chroma_y) {
    if (chroma_x == 1) {
        return AVIF_PIXEL_FORMAT_YUV444;
    }
    return chroma_y == 1 ? AVIF_PIXEL_FORMAT_YUV422 : AVIF_PIXEL_FORMAT_YUV420;
}

avifPixelFormat pixel_format(const ModulePicture& picture, const ModuleSettings& settings) {
    if (is_gray(picture.model)) {
        return AVIF_PIXEL_FORMAT_YUV400;
    }
    if (picture.model == module_ycbcr) {
        return format_of(picture.chroma_x, picture.chroma_y);
    }
    return settings.lossless != 0 ? AVIF_PIXEL_FORMAT_YUV444
                                  : format_of(settings.chroma_x, settings.chroma_y);
}

/// An image of the picture's size that says what its samples will mean. Chroma lies in the centre,
/// for which AV1 has no word but "unknown".
ImagePointer describe(const ModulePicture& picture, const ModuleSettings& settings) {
    constexpr int depth = 8;
    ImagePointer image(
        avifImageCreate(picture.width, picture.height, depth, pixel_format(picture, settings)));
    if (!image) {
        return image;
    }
    const bool is_rgb = picture.model == module_rgb || picture.model == module_rgba;
    const bool has_profile = picture.icc != nullptr && picture.icc_size > 0;
    image->yuvRange = AVIF_RANGE_FULL;
    image->yuvChromaSamplePosition = AVIF_CHROMA_SAMPLE_POSITION_UNKNOWN;
    image->colorPrimaries =
        has_profile ? AVIF_COLOR_PRIMARIES_UNSPECIFIED : AVIF_COLOR_PRIMARIES_BT709;
    image->transferCharacteristics = has_profile ? AVIF_TRANSFER_CHARACTERISTICS_UNSPECIFIED
                                                 : AVIF_TRANSFER_CHARACTERISTICS_SRGB;
    image->matrixCoefficients = settings.lossless != 0 && is_rgb ? AVIF_MATRIX_COEFFICIENTS_IDENTITY
                                                                 : AVIF_MATRIX_COEFFICIENTS_BT601;
    if (has_profile) {
        avifImageSetProfileICC(image.get(), picture.icc, picture.icc_size);
    }
    return image;
}

/// Lends plane `from` of the picture, which libavif reads through a pointer that is not const.
void lend(const ModulePicture& picture, std::size_t from, avifImage& image) {
    image.yuvPlanes[from] = const_cast<std::uint8_t*>(picture.planes[from].data);
    image.yuvRowBytes[from] = static_cast<std::uint32_t>(picture.planes[from].stride);
    image.imageOwnsYUVPlanes = AVIF_FALSE;
}

/// Splits interleaved grey and alpha.
avifResult split_gray_alpha(const ModulePicture& picture, avifImage& image) {
    if (const avifResult result = avifImageAllocatePlanes(&image, AVIF_PLANES_ALL);
        result != AVIF_RESULT_OK) {
        return result;
    }
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        const std::uint8_t* from = picture.planes[0].data + y * picture.planes[0].stride;
        std::uint8_t* gray =
            image.yuvPlanes[AVIF_CHAN_Y] + std::size_t{y} * image.yuvRowBytes[AVIF_CHAN_Y];
        std::uint8_t* alpha = image.alphaPlane + std::size_t{y} * image.alphaRowBytes;
        for (std::uint32_t x = 0; x < picture.width; ++x) {
            gray[x] = from[2 * x];
            alpha[x] = from[2 * x + 1];
        }
    }
    return AVIF_RESULT_OK;
}

/// RGB to the image's planes; chroma is the mean of the pixels it covers.
avifResult convert_rgb(const ModulePicture& picture, avifImage& image) {
    avifRGBImage rgb;
    avifRGBImageSetDefaults(&rgb, &image);
    constexpr int depth = 8;
    rgb.depth = depth;
    rgb.format = picture.model == module_rgba ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    rgb.chromaDownsampling = AVIF_CHROMA_DOWNSAMPLING_AVERAGE;
    rgb.avoidLibYUV = AVIF_TRUE; // its arithmetic is of 7 bits
    rgb.alphaPremultiplied = AVIF_FALSE;
    rgb.pixels = const_cast<std::uint8_t*>(picture.planes[0].data);
    rgb.rowBytes = static_cast<std::uint32_t>(picture.planes[0].stride);
    return avifImageRGBToYUV(&image, &rgb);
}

avifResult fill(const ModulePicture& picture, avifImage& image) {
    switch (picture.model) {
    case module_gray:
        lend(picture, AVIF_CHAN_Y, image);
        return AVIF_RESULT_OK;
    case module_gray_alpha:
        return split_gray_alpha(picture, image);
    case module_ycbcr:
        lend(picture, AVIF_CHAN_Y, image);
        lend(picture, AVIF_CHAN_U, image);
        lend(picture, AVIF_CHAN_V, image);
        return AVIF_RESULT_OK;
    default:
        return convert_rgb(picture, image);
    }
}

EncoderPointer make_encoder(const ModuleSettings& settings) {
    EncoderPointer encoder(avifEncoderCreate());
    if (!encoder) {
        return encoder;
    }
    encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
    encoder->maxThreads = 1;
    encoder->speed = settings.effort < 0 ? default_speed : fastest - settings.effort;
    encoder->minQuantizer = AVIF_QUANTIZER_LOSSLESS;
    encoder->minQuantizerAlpha = AVIF_QUANTIZER_LOSSLESS;
    const int worst =
        settings.lossless != 0 ? AVIF_QUANTIZER_LOSSLESS : AVIF_QUANTIZER_WORST_QUALITY;
    encoder->maxQuantizer = worst;
    encoder->maxQuantizerAlpha = worst;
    if (settings.lossless == 0) {
        const std::uint32_t quality = std::clamp(settings.quality, 1U, 100U);
        std::array<char, 16> level{};
        std::snprintf(level.data(), level.size(), "%u", ((100 - quality) * 63 + 50) / 100);
        avifEncoderSetCodecSpecificOption(encoder.get(), "end-usage", "q");
        avifEncoderSetCodecSpecificOption(encoder.get(), "cq-level", level.data());
    }
    return encoder;
}

/// Whether the picture is one that this code may read.
bool is_sane(const ModulePicture& picture) {
    constexpr std::uint32_t max_side = 1U << 16;
    constexpr std::size_t max_stride = UINT32_MAX;
    const std::size_t planes = picture.model == module_ycbcr ? 3 : 1;
    for (std::size_t i = 0; i < planes; ++i) {
        if (picture.planes[i].data == nullptr || picture.planes[i].stride > max_stride) {
            return false;
        }
    }
    return picture.model <= module_ycbcr && picture.width > 0 && picture.width <= max_side &&
           picture.height > 0 && picture.height <= max_side;
}

std::uint32_t encode(const ModulePicture* picture, const ModuleSettings* settings,
                     const ModuleSink* sink, ModuleMessage* message) {
    if (!is_sane(*picture)) {
        return failed(*message, AVIF_RESULT_INVALID_ARGUMENT);
    }
    Output output; // outlives the encoder, which borrows nothing, and the image, which borrows much
    const ImagePointer image = describe(*picture, *settings);
    const EncoderPointer encoder = make_encoder(*settings);
    if (!image || !encoder) {
        return failed(*message, AVIF_RESULT_OUT_OF_MEMORY);
    }
    if (const avifResult result = fill(*picture, *image); result != AVIF_RESULT_OK) {
        return failed(*message, result);
    }
    if (const avifResult result = avifEncoderWrite(encoder.get(), image.get(), &output);
        result != AVIF_RESULT_OK) {
        return failed(*message, result, encoder->diag.error);
    }
    if (sink->write(sink->owner, output.data, output.size) == 0) {
        return failed(*message, AVIF_RESULT_OUT_OF_MEMORY);
    }
    return module_ok;
}

const char* version() {
    // Only the first caller writes it, and nobody reads it before.
    struct Text {
        std::array<char, 64 + 256> text{};
        Text() {
            std::array<char, 256> codecs{};
            avifCodecVersions(codecs.data());
            std::snprintf(text.data(), text.size(), "libavif %s (%s)", avifVersion(),
                          codecs.data());
        }
    };
    static const Text text;
    return text.text.data();
}

constexpr CodecModule module_table{codec_module_abi, version, encode};

} // namespace

extern "C" __attribute__((visibility("default"))) const imgbatch::CodecModule*
imgbatch_codec_module() {
    return &module_table;
}
