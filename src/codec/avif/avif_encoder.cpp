#include "codec/avif/avif_encoder.h"

#include "base/try.h"
#include "codec/module/load_module.h"
#include "codec/module/module_folders.h"
#include "codec/output_buffer.h"

#include <algorithm>
#include <atomic>
#include <optional>

namespace imgbatch {
namespace {

constexpr ModuleName module_name{"imgbatch-avif.so", "AVIF", "libavif15"};

/// Whether it was looked for.
std::atomic<bool>& looked_for() {
    static std::atomic<bool> looked{false};
    return looked;
}

/// Looked for once: what is missing now stays missing for this process.
const Expected<const CodecModule*>& loaded_module() {
    static const Expected<const CodecModule*> module = [] {
        looked_for() = true;
        return load_module(module_name, module_folders());
    }();
    return module;
}

int on_write(void* owner, const std::uint8_t* data, std::size_t size) {
    return try_append(*static_cast<Bytes*>(owner), std::as_bytes(std::span(data, size))) ? 1 : 0;
}

std::optional<ModuleModel> model_for(ColorModel model, bool lossless) {
    switch (model) {
    case ColorModel::gray:
        return module_gray;
    case ColorModel::gray_alpha:
        return module_gray_alpha;
    case ColorModel::rgb:
        return module_rgb;
    case ColorModel::rgba:
        return module_rgba;
    case ColorModel::ycbcr:
        return lossless ? std::nullopt : std::optional(module_ycbcr);
    case ColorModel::cmyk:
        break;
    }
    return std::nullopt;
}

Error unfit() {
    return Error{OutcomeClass::internal, Stage::encode, "AVIF cannot hold these samples", 0};
}

/// How much coarser the chroma planes of `image` are, into `picture`; false where AV1 has no such
/// format: it knows 4:4:4, 4:2:2 and 4:2:0. A side of 1 pixel counts as either, whichever fits.
bool describe_chroma(const Image& image, ModulePicture& picture) {
    const Plane& cb = image.planes[1];
    const Plane& cr = image.planes[2];
    const bool same_width = cb.width() == image.width();
    const bool same_height = cb.height() == image.height();
    const bool half_width = cb.width() == (image.width() + 1) / 2;
    const bool half_height = cb.height() == (image.height() + 1) / 2;
    picture.chroma_y = same_height ? 1 : 2;
    picture.chroma_x = same_width && (same_height || !half_width) ? 1 : 2;
    const bool tall = picture.chroma_x < picture.chroma_y;
    return cb.width() == cr.width() && cb.height() == cr.height() && (same_width || half_width) &&
           (same_height || half_height) && !tall;
}

/// `image` as the module sees it; views into it and into `icc`.
Expected<ModulePicture> picture_of(const Image& image, ByteView icc, bool lossless) {
    const auto model = model_for(image.model, lossless);
    const std::size_t planes = image.model == ColorModel::ycbcr ? 3 : 1;
    if (!model || image.planes.size() != planes || image.type() != SampleType::u8) {
        return unfit();
    }
    ModulePicture picture{};
    picture.model = *model;
    picture.width = static_cast<std::uint32_t>(image.width());
    picture.height = static_cast<std::uint32_t>(image.height());
    for (std::size_t i = 0; i < planes; ++i) {
        picture.planes[i] = {reinterpret_cast<const std::uint8_t*>(image.planes[i].row(0)),
                             static_cast<std::size_t>(image.planes[i].stride())};
    }
    if (planes == 3 && !describe_chroma(image, picture)) {
        return unfit();
    }
    if (!icc.empty()) {
        picture.icc = reinterpret_cast<const std::uint8_t*>(icc.data());
        picture.icc_size = icc.size();
    }
    return picture;
}

ModuleSettings settings_of(const EncodeOptions& options) {
    const ChromaFactors chroma = output_chroma(ImageFormat::avif, options, {1, 1});
    ModuleSettings settings{};
    settings.quality = static_cast<std::uint32_t>(std::clamp(options.avif_quality, 1, 100));
    settings.effort = options.effort ? std::clamp(*options.effort, 0, 9) : -1;
    settings.lossless = options.lossless ? 1 : 0;
    settings.chroma_x = static_cast<std::uint32_t>(chroma.x);
    settings.chroma_y = static_cast<std::uint32_t>(chroma.y);
    return settings;
}

OutcomeClass outcome_of(std::uint32_t status) {
    switch (status) {
    case module_memory:
        return OutcomeClass::memory;
    case module_limit:
        return OutcomeClass::limit;
    case module_unsupported:
        return OutcomeClass::unsupported;
    default:
        return OutcomeClass::internal;
    }
}

} // namespace

bool avif_module_is_unknown() {
    return !looked_for();
}

Expected<void> check_avif_module() {
    const auto& module = loaded_module();
    return module ? Expected<void>() : Expected<void>(module.error());
}

Expected<Bytes> encode_avif(const Image& image, ByteView icc, const EncodeOptions& options) {
    IMGBATCH_TRY(check_avif_module());
    const CodecModule& module = **loaded_module();
    IMGBATCH_TRY(const ModulePicture picture, picture_of(image, icc, options.lossless));
    const ModuleSettings settings = settings_of(options);
    Bytes out;
    const ModuleSink sink{&out, on_write};
    ModuleMessage message{};
    const std::uint32_t status = module.encode(&picture, &settings, &sink, &message);
    if (status != module_ok) {
        return Error{outcome_of(status), Stage::encode,
                     "cannot write AVIF: " + std::string(message.text), 0};
    }
    return out;
}

std::string avif_version() {
    const auto& module = loaded_module();
    return module ? (*module)->version() : "no AVIF: " + module.error().message;
}

} // namespace imgbatch
