#include "codec/jpeg/jpeg_decoder.h"

#include "base/try.h"
#include "codec/damage.h"
#include "codec/icc.h"
#include "codec/jpeg/jpeg_markers.h"
#include "codec/jpeg/jpeg_planes.h"
#include "codec/jpeg/jpeg_reader.h"
#include "codec/pixel_limit.h"

#include <algorithm>

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

/// Adobe's programs store CMYK and YCCK inverted, and mark their files; an Image has 0 for no ink.
void invert(Plane& plane) {
    for (int y = 0; y < plane.height(); ++y) {
        std::byte* row = plane.row(y);
        std::transform(row, row + static_cast<std::ptrdiff_t>(plane.width()) * plane.channels(),
                       row, [](std::byte sample) { return ~sample; });
    }
}

Expected<void> check_header(const jpeg_decompress_struct& decoder, const DecodeOptions& options) {
    return check_pixels(decoder.image_width, decoder.image_height, options);
}

/// One interleaved plane of the size that libjpeg will give.
Image take_interleaved_for(const jpeg_decompress_struct& decoder, ColorModel model, bool zeroed,
                           PlaneStore& store) {
    Image image =
        store.take_interleaved(static_cast<int>(decoder.output_width),
                               static_cast<int>(decoder.output_height), model, SampleType::u8);
    Plane& plane = image.planes.front();
    plane.extent_x = Ratio(static_cast<std::int64_t>(decoder.image_width) * decoder.scale_num,
                           decoder.scale_denom);
    plane.extent_y = Ratio(static_cast<std::int64_t>(decoder.image_height) * decoder.scale_num,
                           decoder.scale_denom);
    if (zeroed) {
        plane.fill_zero();
    }
    return image;
}

/// For use under guarded().
void read_interleaved(jpeg_decompress_struct& decoder, const PlaneSpan& plane) {
    while (decoder.output_scanline < decoder.output_height) {
        auto* row = reinterpret_cast<JSAMPLE*>(
            plane.data + static_cast<std::ptrdiff_t>(decoder.output_scanline) * plane.stride);
        if (jpeg_read_scanlines(&decoder, &row, 1) == 0) {
            return;
        }
    }
}

Expected<void> read_planes(JpegReader& reader, Image& image, CodecWorkspace& workspace) {
    std::ptrdiff_t longest = 0;
    for (const Plane& plane : image.planes) {
        longest = std::max(longest, plane.stride());
    }
    std::byte* spare = workspace.spare_row.get(static_cast<std::size_t>(longest));
    RawPlanes planes{{image.planes[0].span(), image.planes[1].span(), image.planes[2].span()},
                     reinterpret_cast<JSAMPLE*>(spare)};
    const RawPlanes* target = &planes;
    return reader.run(Stage::decode, [target](jpeg_decompress_struct& decoder) {
        jpeg_start_decompress(&decoder);
        read_raw_planes(decoder, *target);
        jpeg_finish_decompress(&decoder);
    });
}

Expected<void> read_pixels(JpegReader& reader, Image& image, CodecWorkspace& workspace) {
    if (image.model == ColorModel::ycbcr) {
        return read_planes(reader, image, workspace);
    }
    const PlaneSpan plane = image.planes.front().span();
    auto result = reader.run(Stage::decode, [plane](jpeg_decompress_struct& decoder) {
        jpeg_start_decompress(&decoder);
        read_interleaved(decoder, plane);
        jpeg_finish_decompress(&decoder);
    });
    if (image.model == ColorModel::cmyk && reader.decoder().saw_Adobe_marker) {
        invert(image.planes.front());
    }
    return result;
}

} // namespace

Expected<SourceInfo> probe_jpeg(ByteView data, const DecodeOptions& options) {
    // Flaws of a header are told when it is read again for decoding; here only fatal ones count.
    JpegReader reader(data, FailOn::none);
    IMGBATCH_TRY(reader.read_header(KeepMarkers::exif_and_icc));
    const jpeg_decompress_struct& decoder = reader.decoder();
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
    info.orientation = read_jpeg_orientation(decoder);
    if (auto icc = read_jpeg_icc(decoder)) {
        info.icc = *std::move(icc);
    } else {
        info.warnings.emplace_back(broken_profile_warning);
    }
    return info;
}

Expected<Decoded> decode_jpeg(ByteView data, const SourceInfo& info, const DecodeRequest& request,
                              const DecodeOptions& options, CodecWorkspace& workspace) {
    const int scale = request.scale_eighths;
    if (scale != 8 && scale != 4 && scale != 2 && scale != 1) {
        return Error{OutcomeClass::internal, Stage::decode, "no such JPEG scale", 0};
    }
    JpegReader reader(data, options.fail_on);
    IMGBATCH_TRY(reader.read_header(KeepMarkers::none));
    jpeg_decompress_struct& decoder = reader.decoder();
    IMGBATCH_TRY(check_header(decoder, options));
    IMGBATCH_TRY(const Output output, output_of(decoder));
    const bool planar = request.ycbcr && info.ycbcr_planes && read_sampling(decoder).fits_image;
    decoder.scale_num = static_cast<unsigned>(scale);
    decoder.scale_denom = DCTSIZE;
    decoder.out_color_space = planar ? JCS_YCbCr : output.space;
    decoder.raw_data_out = planar ? TRUE : FALSE;
    IMGBATCH_TRY(reader.run(Stage::decode,
                            [](jpeg_decompress_struct& d) { jpeg_calc_output_dimensions(&d); }));
    // Where flaws pass, samples may stay unset; elsewhere zeroing would only cost time.
    const bool zeroed = !fails(Damage::corrupt, options.fail_on);
    Decoded decoded;
    decoded.image = planar ? take_planes_for(decoder, zeroed, workspace.planes)
                           : take_interleaved_for(decoder, output.model, zeroed, workspace.planes);
    auto result = read_pixels(reader, decoded.image, workspace);
    decoded.warnings = describe_warnings(reader.errors());
    if (!result) {
        if (decoder.output_scanline == 0 || reader.errors().gave_up ||
            !passes(result.error(), options.fail_on)) {
            return std::move(result).error();
        }
        decoded.warnings.push_back(std::move(result).error().message);
    }
    return decoded;
}

} // namespace imgbatch
