#include "pipeline/inspect_image.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/file_io.h"
#include "base/try.h"
#include "codec/codec.h"
#include "pipeline/input_file.h"
#include "transform/icc.h"

namespace imgbatch {
namespace {

std::string pixel_word(ColorModel model) {
    switch (model) {
    case ColorModel::gray:
        return "gray";
    case ColorModel::gray_alpha:
        return "gray+alpha";
    case ColorModel::rgb:
    case ColorModel::ycbcr:
        return "rgb";
    case ColorModel::rgba:
        return "rgb+alpha";
    case ColorModel::cmyk:
        return "cmyk";
    }
    return "";
}

std::string chroma_word(const SourceInfo& info) {
    if (!info.ycbcr_planes) {
        return "";
    }
    if (info.chroma_y == 1) {
        return info.chroma_x == 1 ? "4:4:4" : "4:2:2";
    }
    return info.chroma_x == 1 ? "4:4:0" : "4:2:0";
}

std::string profile_word(const SourceInfo& info) {
    if (info.icc.empty()) {
        return "";
    }
    switch (ColorConverter().examine(info.icc, info.model).use) {
    case ProfileUse::not_needed:
        return "sRGB";
    case ProfileUse::convert:
        return "other";
    case ProfileUse::unusable:
        break;
    }
    return "broken";
}

Expected<void> inspect(const ImageTask& task, const DecodeOptions& options, Inspected& result) {
    IMGBATCH_TRY(const auto file, open_regular(task.input));
    result.bytes = static_cast<std::uint64_t>(file.status.st_size);
    FileBuffer data;
    IMGBATCH_TRY(result.format, identify(file, task, data));
    IMGBATCH_TRY(const ByteSource source,
                 open_source(file, result.format, {options.limits.file_bytes, 0}, data));
    auto probed = probe(source, options);
    IMGBATCH_TRY(close_source(file, source));
    IMGBATCH_TRY(const SourceInfo info, std::move(probed));
    const Size upright = oriented(info.size, info.orientation);
    result.size = {static_cast<std::uint32_t>(upright.width),
                   static_cast<std::uint32_t>(upright.height)};
    result.orientation = static_cast<unsigned>(info.orientation);
    result.pixels = pixel_word(info.model);
    result.bit_depth = static_cast<unsigned>(info.bit_depth);
    result.chroma = chroma_word(info);
    result.progressive = info.progressive;
    result.frames = info.frames;
    result.icc_bytes = info.icc.size();
    result.profile = profile_word(info);
    return {};
}

} // namespace

Inspected inspect_image(const ImageTask& task, const DecodeOptions& options) {
    Inspected result;
    result.index = task.index;
    result.path = task.input;
    if (auto done = inspect(task, options, result); !done) {
        result.outcome = outcome_class_of(done.error(), task);
        result.message = done.error().message;
    }
    return result;
}

std::string encode(const Inspected& inspected) {
    ByteWriter out;
    out.number(inspected.index);
    out.text(inspected.path);
    out.text(to_word(inspected.outcome));
    out.text(inspected.message);
    out.number(static_cast<std::uint8_t>(inspected.format));
    out.number(inspected.size.width);
    out.number(inspected.size.height);
    out.number(static_cast<std::uint8_t>(inspected.orientation));
    out.text(inspected.pixels);
    out.number(static_cast<std::uint8_t>(inspected.bit_depth));
    out.text(inspected.chroma);
    out.number(static_cast<std::uint8_t>(inspected.progressive));
    out.number(static_cast<std::uint32_t>(inspected.frames));
    out.text(inspected.profile);
    out.number(inspected.icc_bytes);
    out.number(inspected.bytes);
    return std::move(out).finish();
}

Expected<Inspected> decode_inspected(std::string_view bytes) {
    ByteReader in(bytes);
    Inspected result;
    result.index = in.number<std::uint64_t>();
    result.path = in.text();
    const auto outcome = outcome_class_from_word(in.text());
    result.message = in.text();
    const auto format = in.number<std::uint8_t>();
    result.size.width = in.number<std::uint32_t>();
    result.size.height = in.number<std::uint32_t>();
    result.orientation = in.number<std::uint8_t>();
    result.pixels = in.text();
    result.bit_depth = in.number<std::uint8_t>();
    result.chroma = in.text();
    result.progressive = in.number<std::uint8_t>() != 0;
    result.frames = in.number<std::uint32_t>();
    result.profile = in.text();
    result.icc_bytes = in.number<std::uint64_t>();
    result.bytes = in.number<std::uint64_t>();
    if (!in.finished() || !outcome || format > static_cast<std::uint8_t>(ImageFormat::svg)) {
        return Error{OutcomeClass::internal, Stage::worker, "an answer's bytes are malformed", 0};
    }
    result.outcome = *outcome;
    result.format = static_cast<ImageFormat>(format);
    return result;
}

} // namespace imgbatch
