#include "codec/jpeg/jpeg_decoder.h"

#include "base/try.h"
#include "codec/damage.h"
#include "codec/icc.h"
#include "codec/input_limits.h"
#include "codec/jpeg/jpeg_markers.h"
#include "codec/jpeg/jpeg_planes.h"
#include "codec/jpeg/jpeg_reader.h"
#include "codec/jpeg/jpeg_scan_count.h"
#include "codec/jpeg/jpeg_strips.h"
#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/plain_jpeg.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>

namespace imgbatch {
namespace {

/// The model of interleaved output and the libjpeg colour space that gives it.
struct Output {
    ColorModel model;
    J_COLOR_SPACE space;
};

Expected<Output> output_of(const jpeg_decompress_struct& decoder) {
    switch (decoder.jpeg_color_space) {
    case JCS_GRAYSCALE:
        return Output{ColorModel::gray, JCS_GRAYSCALE};
    case JCS_YCbCr:
    case JCS_RGB:
        return Output{ColorModel::rgb, JCS_RGB};
    case JCS_CMYK:
    case JCS_YCCK:
        return Output{ColorModel::cmyk, JCS_CMYK};
    default:
        return Error{OutcomeClass::unsupported, Stage::probe,
                     "JPEG with " + std::to_string(decoder.num_components) +
                         " components is not supported by this version",
                     0};
    }
}

Expected<void> check_header(const jpeg_decompress_struct& decoder, const DecodeOptions& options) {
    return check_pixels(decoder.image_width, decoder.image_height, options.limits);
}

/// The most that libjpeg takes of a file for one row of MCUs, short of deliberate waste: a block's
/// 64 coefficients have at most 16 bits of code and 16 of value each, and every byte may be
/// stuffed; restart markers come on top.
std::size_t longest_row(const jpeg_decompress_struct& decoder) {
    constexpr std::size_t longest_block = 64 * 4 * 2 + 64;
    const std::size_t mcu_side = static_cast<std::size_t>(decoder.max_h_samp_factor) * DCTSIZE;
    const std::size_t mcus = (decoder.image_width + mcu_side - 1) / mcu_side;
    std::size_t blocks = 0;
    for (const auto& component :
         std::span(decoder.comp_info, static_cast<std::size_t>(decoder.num_components))) {
        blocks += static_cast<std::size_t>(component.h_samp_factor * component.v_samp_factor);
    }
    return mcus * blocks * longest_block;
}

/// Has `reader` read on in windows. libjpeg's sequential Huffman decoder has a fast way that is
/// blind to bad codes, and leaves it where little of its buffer is left; so with rows cut at any
/// place its verdict would hang on where the windows end. No row is cut, and it says what it says
/// of the same bytes in memory.
void open_window(JpegReader& reader, const ByteSource& data, CodecWorkspace& workspace) {
    if (data.in_memory()) {
        return;
    }
    const jpeg_decompress_struct& decoder = reader.decoder();
    const bool is_sequential = decoder.progressive_mode == FALSE && decoder.arith_code == FALSE;
    const std::size_t ahead = is_sequential ? longest_row(decoder) : 0;
    constexpr std::size_t common_size = std::size_t{256} << 10;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(
        {std::max(2 * ahead, common_size), data.size(), workspace.max_window}));
    reader.use_window({workspace.window.get(size), size}, ahead);
}

/// Whether what was decoded before `error` is the picture.
bool may_stand(JpegReader& reader, const Error& error, FailOn fail_on) {
    return reader.decoder().output_scanline > 0 && !reader.errors().gave_up &&
           passes(error, fail_on);
}

/// Decodes all rows into `strips`. Gives the damage that ended the picture early and may stand, if
/// there was any: then the rest is black, but for what libjpeg has left of the strip it was at.
Expected<std::optional<Error>> read_pixels(JpegReader& reader, JpegStrips& strips, FailOn fail_on) {
    IMGBATCH_TRY(
        reader.run(Stage::decode, [](jpeg_decompress_struct& d) { jpeg_start_decompress(&d); }));
    IMGBATCH_TRY(strips.begin());
    std::optional<Error> damage;
    const auto run = [&](auto step) -> Expected<void> {
        auto result = damage ? Expected<void>() : reader.run(Stage::decode, step);
        if (!result && !may_stand(reader, result.error(), fail_on)) {
            return result;
        }
        if (!result) {
            damage = std::move(result).error();
        }
        return {};
    };
    const JpegStrips* target = &strips;
    while (strips.next()) {
        IMGBATCH_TRY(run([target](jpeg_decompress_struct& d) { target->read(d); }));
        IMGBATCH_TRY(strips.deliver());
    }
    IMGBATCH_TRY(run([](jpeg_decompress_struct& d) { jpeg_finish_decompress(&d); }));
    return damage;
}

/// Sets up libjpeg for `request`, after the header.
Expected<JpegOutput> choose_output(JpegReader& reader, const SourceInfo& info,
                                   const DecodeRequest& request) {
    jpeg_decompress_struct& decoder = reader.decoder();
    IMGBATCH_TRY(const Output output, output_of(decoder));
    const bool planar = request.ycbcr && info.ycbcr_planes && read_sampling(decoder).fits_image;
    // Its other scales are slower than these, and its blocks of raw samples then fit no stride.
    decoder.scale_num = std::bit_ceil(static_cast<unsigned>(request.scale_eighths));
    decoder.scale_denom = DCTSIZE;
    decoder.out_color_space = planar ? JCS_YCbCr : output.space;
    decoder.raw_data_out = planar ? TRUE : FALSE;
    IMGBATCH_TRY(reader.run(Stage::decode,
                            [](jpeg_decompress_struct& d) { jpeg_calc_output_dimensions(&d); }));
    const bool adobe = decoder.saw_Adobe_marker != FALSE;
    return JpegOutput{planar ? ColorModel::ycbcr : output.model,
                      output.model == ColorModel::cmyk && adobe};
}

Expected<std::vector<std::string>> decode_by_libjpeg(const ByteSource& data, const SourceInfo& info,
                                                     const DecodeRequest& request,
                                                     const DecodeOptions& options,
                                                     CodecWorkspace& workspace, PictureSink& sink) {
    JpegReader reader(data, options.fail_on, options.limits, workspace.max_window);
    IMGBATCH_TRY(reader.read_header(KeepMarkers::none));
    IMGBATCH_TRY(check_header(reader.decoder(), options));
    if (jpeg_has_multiple_scans(&reader.decoder()) != FALSE) {
        IMGBATCH_TRY(check_jpeg_scans(data, options.limits));
    }
    IMGBATCH_TRY(const JpegOutput output, choose_output(reader, info, request));
    open_window(reader, data, workspace);
    // Where flaws pass, samples may stay unset; elsewhere zeroing would only cost time.
    const Unset unset = fails(Damage::corrupt, options.fail_on) ? Unset::any : Unset::black;
    JpegStrips strips(reader.decoder(), output, unset, sink, workspace.spare_row);
    IMGBATCH_TRY(auto damage, read_pixels(reader, strips, options.fail_on));
    auto warnings = describe_warnings(reader.errors());
    if (damage) {
        warnings.push_back(std::move(damage->message));
    }
    return warnings;
}

} // namespace

Expected<SourceInfo> probe_jpeg(const ByteSource& data, const DecodeOptions& options,
                                std::size_t max_window) {
    // Flaws of a header are told when it is read again for decoding; here only fatal ones count.
    JpegReader reader(data, FailOn::none, options.limits, max_window);
    IMGBATCH_TRY(reader.read_header(KeepMarkers::exif_and_icc));
    jpeg_decompress_struct& decoder = reader.decoder();
    IMGBATCH_TRY(check_header(decoder, options));
    IMGBATCH_TRY(const Output output, output_of(decoder));
    const JpegSampling sampling = read_sampling(decoder);
    SourceInfo info;
    info.format = ImageFormat::jpeg;
    info.size = {static_cast<int>(decoder.image_width), static_cast<int>(decoder.image_height)};
    info.model = output.model;
    info.chroma_x = sampling.chroma_x;
    info.chroma_y = sampling.chroma_y;
    info.ycbcr_planes = sampling.fits_image;
    info.progressive = decoder.progressive_mode != FALSE;
    info.multiple_scans = jpeg_has_multiple_scans(&decoder) != FALSE;
    info.orientation = read_jpeg_orientation(decoder);
    if (auto icc = read_jpeg_icc(decoder)) {
        info.icc = *std::move(icc);
    } else {
        info.warnings.emplace_back(broken_profile_warning);
    }
    return info;
}

Expected<std::vector<std::string>> decode_jpeg(const ByteSource& data, const SourceInfo& info,
                                               const DecodeRequest& request,
                                               const DecodeOptions& options,
                                               CodecWorkspace& workspace, PictureSink& sink) {
    if (!is_transform_size(request.scale_eighths)) {
        return Error{OutcomeClass::internal, Stage::decode, "no such JPEG scale", 0};
    }
    // The own decoder has a limit of its own, and passes on what exceeds it.
    const bool may_scan = !info.progressive || options.limits.scans >= max_plain_jpeg_scans;
    if (options.jpeg_decoder == JpegDecoder::own && may_scan) {
        IMGBATCH_TRY(const bool done, decode_plain_jpeg(data, info, request, workspace, sink));
        if (done) {
            return std::vector<std::string>();
        }
    }
    return decode_by_libjpeg(data, info, request, options, workspace, sink);
}

} // namespace imgbatch
