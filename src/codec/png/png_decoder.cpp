#include "codec/png/png_decoder.h"

#include "base/try.h"
#include "codec/damage.h"
#include "codec/exif.h"
#include "codec/icc.h"
#include "codec/input_limits.h"
#include "codec/png/plain_png.h"
#include "codec/png/png_chunks.h"
#include "codec/png/png_reader.h"

#include <bit>
#include <cstring>
#include <string_view>

namespace imgbatch {
namespace {

/// What the transforms of expand() will give.
ColorModel model_of(const PngReader& reader) {
    const bool transparent = png_get_valid(reader.png(), reader.info(), PNG_INFO_tRNS) != 0;
    switch (png_get_color_type(reader.png(), reader.info())) {
    case PNG_COLOR_TYPE_GRAY:
        return transparent ? ColorModel::gray_alpha : ColorModel::gray;
    case PNG_COLOR_TYPE_GRAY_ALPHA:
        return ColorModel::gray_alpha;
    case PNG_COLOR_TYPE_RGB_ALPHA:
        return ColorModel::rgba;
    default:
        return transparent ? ColorModel::rgba : ColorModel::rgb;
    }
}

int depth_of(const PngReader& reader) {
    return png_get_bit_depth(reader.png(), reader.info());
}

SampleType type_of(const PngReader& reader) {
    return depth_of(reader) == 16 ? SampleType::u16 : SampleType::u8;
}

/// The chunk list, checked against the limit.
Expected<PngChunks> read_checked_chunks(ByteView data, const DecodeOptions& options) {
    auto chunks = read_png_chunks(data, options.limits);
    if (chunks) {
        IMGBATCH_TRY(check_pixels(chunks->width, chunks->height, options.limits));
    }
    return chunks;
}

/// Asks for whole bytes, colours instead of indices, alpha instead of transparent colours.
/// For use under guarded().
int expand(png_structp png, png_infop info) {
    png_set_expand(png);
    if constexpr (std::endian::native == std::endian::little) {
        png_set_swap(png);
    }
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    return passes;
}

/// Whether samples that libpng leaves unset must be zero: where flaws may pass.
enum class Unset { any, zero };

void clear_rows(const PlaneSpan& plane, int first, int end) {
    std::memset(plane.data + first * plane.stride, 0,
                static_cast<std::size_t>(plane.stride) * static_cast<std::size_t>(end - first));
}

Expected<void> read_rows(PngReader& reader, const PngChunks& chunks, const PlaneSpan& plane,
                         Unset unset, std::size_t& rows_done) {
    std::size_t* done = &rows_done;
    auto result = reader.run(Stage::decode, [=](png_structp png, png_infop info) {
        const int passes = expand(png, info);
        const auto row_bytes = static_cast<std::size_t>(plane.width) *
                               static_cast<std::size_t>(plane.channels) *
                               static_cast<std::size_t>(bytes_per_sample(plane.type));
        if (png_get_rowbytes(png, info) != row_bytes) {
            png_error(png, "rows of an unexpected length");
        }
        for (int pass = 0; pass < passes; ++pass) {
            for (int y = 0; y < plane.height; ++y, ++*done) {
                // A picture without a single row is none: what it claims to need stays untouched.
                if (unset == Unset::zero && pass == 0 && y <= 1) {
                    clear_rows(plane, y, y == 0 ? 1 : plane.height);
                }
                png_read_row(png, reinterpret_cast<png_bytep>(plane.data + y * plane.stride),
                             nullptr);
            }
        }
    });
    // libpng looks beyond the last piece of pixel data only when that was not enough, and within a
    // row it says so.
    const bool is_short =
        std::string_view(reader.errors().message.data()) == "Not enough image data";
    if (!result && result.error().code == OutcomeClass::corrupt &&
        (is_short || reader.position() > chunks.data_end)) {
        return Error{OutcomeClass::truncated, Stage::decode, "the picture's data ends early", 0};
    }
    return result;
}

/// Rows, then what follows them.
Expected<void> read_all(PngReader& reader, const PngChunks& chunks, const PlaneSpan& plane,
                        Unset unset, std::size_t& rows_done) {
    IMGBATCH_TRY(read_rows(reader, chunks, plane, unset, rows_done));
    return reader.run(Stage::decode,
                      [](png_structp png, png_infop) { png_read_end(png, nullptr); });
}

void describe(const PngErrors& errors, std::vector<std::string>& warnings) {
    if (errors.warnings > 0) {
        std::string line = std::string("flaw in the PNG: ") + errors.first_warning.data();
        if (errors.warnings > 1) {
            line += " (and " + std::to_string(errors.warnings - 1) + " more)";
        }
        warnings.push_back(std::move(line));
    }
}

} // namespace

Expected<SourceInfo> probe_png(ByteView data, const DecodeOptions& options) {
    IMGBATCH_TRY(const PngChunks chunks, read_checked_chunks(data, options));
    PngReader reader(data, chunks, FailOn::error, options.limits);
    IMGBATCH_TRY(reader.read_header());
    SourceInfo info;
    info.format = ImageFormat::png;
    info.size = {static_cast<int>(chunks.width), static_cast<int>(chunks.height)};
    info.model = model_of(reader);
    info.type = type_of(reader);
    info.bit_depth = depth_of(reader);
    info.progressive = png_get_interlace_type(reader.png(), reader.info()) != PNG_INTERLACE_NONE;
    info.frames = chunks.frames;
    info.orientation = read_orientation(chunks.exif);
    if (!chunks.icc.empty()) {
        IMGBATCH_TRY(info.icc, inflate_png_icc(chunks.icc, options.limits));
        if (info.icc.empty()) {
            info.warnings.emplace_back(broken_profile_warning);
        }
    }
    return info;
}

Expected<Decoded> decode_png_by_libpng(ByteView data, const SourceInfo& info,
                                       const DecodeOptions& options) {
    IMGBATCH_TRY(const PngChunks chunks, read_checked_chunks(data, options));
    if (chunks.ends_early && fails(Damage::truncated, options.fail_on)) {
        return Error{OutcomeClass::truncated, Stage::decode, "the file ends early", 0};
    }
    PngReader reader(data, chunks, options.fail_on, options.limits);
    IMGBATCH_TRY(reader.read_header());
    Decoded decoded;
    decoded.image = make_interleaved(static_cast<int>(chunks.width),
                                     static_cast<int>(chunks.height), info.model, info.type);
    const Unset unset = fails(Damage::corrupt, options.fail_on) ? Unset::any : Unset::zero;
    std::size_t rows_done = 0;
    auto result = read_all(reader, chunks, decoded.image.planes.front().span(), unset, rows_done);
    describe(reader.errors(), decoded.warnings);
    if (!result) {
        const bool gave_up = reader.errors().gave_up;
        if (rows_done == 0 || gave_up || !passes(result.error(), options.fail_on)) {
            return std::move(result).error();
        }
        decoded.warnings.push_back(std::move(result).error().message);
    }
    return decoded;
}

Expected<Decoded> decode_png(ByteView data, const SourceInfo& info, const DecodeOptions& options,
                             CodecWorkspace& workspace) {
    IMGBATCH_TRY(check_pixels(static_cast<std::uint64_t>(info.size.width),
                              static_cast<std::uint64_t>(info.size.height), options.limits));
    if (auto image = decode_plain_png(data, info, workspace)) {
        return Decoded{*std::move(image), {}};
    }
    return decode_png_by_libpng(data, info, options);
}

} // namespace imgbatch
