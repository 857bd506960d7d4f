#include "codec/png/png_encoder.h"

#include "base/try.h"
#include "codec/guarded.h"
#include "codec/output_buffer.h"
#include "codec/png/png_chunks.h"
#include "codec/png/png_error.h"

#include <zlib.h>

#include <algorithm>
#include <bit>

namespace imgbatch {
namespace {

constexpr int default_level = 6;

void on_write(png_structp png, png_bytep data, std::size_t size) {
    auto& out = *static_cast<Bytes*>(png_get_io_ptr(png));
    if (!try_append(out, std::as_bytes(std::span(data, size)))) {
        png_error(png, "out of memory");
    }
}

void on_flush(png_structp) {
}

/// The owner of one libpng writer.
class PngWriter {
public:
    PngWriter() = default;
    PngWriter(const PngWriter&) = delete;
    PngWriter& operator=(const PngWriter&) = delete;
    ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

    /// Runs `step(png_structp, png_infop)`, libpng calls around which nothing is owned.
    template <class Step>
    Expected<void> run(Step step) {
        const auto all = [this, step] {
            png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &errors_, on_png_error,
                                           on_png_warning);
            info_ = png_ != nullptr ? png_create_info_struct(png_) : nullptr;
            errors_.out_of_memory = info_ == nullptr;
            if (info_ != nullptr) {
                step(png_, info_);
            }
        };
        if (guarded(errors_.jump, all) && !errors_.out_of_memory) {
            return {};
        }
        if (errors_.out_of_memory) {
            return Error{OutcomeClass::memory, Stage::encode, "not enough memory for the PNG", 0};
        }
        return Error{OutcomeClass::internal, Stage::encode,
                     std::string("cannot write PNG: ") + errors_.message.data(), 0};
    }

private:
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    PngErrors errors_{};
};

/// libpng's word for a model; -1 for what PNG cannot hold.
int color_type_of(ColorModel model) {
    switch (model) {
    case ColorModel::gray:
        return PNG_COLOR_TYPE_GRAY;
    case ColorModel::gray_alpha:
        return PNG_COLOR_TYPE_GRAY_ALPHA;
    case ColorModel::rgb:
        return PNG_COLOR_TYPE_RGB;
    case ColorModel::rgba:
        return PNG_COLOR_TYPE_RGB_ALPHA;
    case ColorModel::cmyk:
    case ColorModel::ycbcr:
        break;
    }
    return -1;
}

/// For use under guarded().
void set_compression(png_structp png, int effort) {
    png_set_compression_level(png, std::clamp(effort, 1, 9));
    if (effort == 0) {
        // Runs of equal differences: half the time of the adaptive choice for a tenth more bytes.
        png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
        png_set_compression_strategy(png, Z_RLE);
    } else {
        png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
        png_set_compression_strategy(png, Z_FILTERED);
    }
}

/// For use under guarded().
void write_rows(png_structp png, const PlaneView& plane) {
    for (int y = 0; y < plane.height; ++y) {
        png_write_row(png, reinterpret_cast<png_const_bytep>(plane.data + y * plane.stride));
    }
}

} // namespace

Expected<Bytes> encode_png(const Image& image, ByteView icc, const EncodeOptions& options) {
    const int color_type = color_type_of(image.model);
    if (color_type < 0) {
        return Error{OutcomeClass::internal, Stage::encode, "PNG cannot hold these samples", 0};
    }
    const Bytes profile = icc.empty() ? Bytes() : deflate_png_icc(icc);
    const ByteView iccp = profile;
    const PlaneView plane = image.planes.front().view();
    const int effort = options.effort.value_or(default_level);
    Bytes out;
    out.reserve(image.size_bytes() / 2 + profile.size());
    Bytes* sink = &out;
    PngWriter writer;
    IMGBATCH_TRY(writer.run([=](png_structp png, png_infop info) {
        png_set_write_fn(png, sink, on_write, on_flush);
        png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        png_set_IHDR(png, info, static_cast<png_uint_32>(plane.width),
                     static_cast<png_uint_32>(plane.height), 8 * bytes_per_sample(plane.type),
                     color_type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                     PNG_FILTER_TYPE_DEFAULT);
        set_compression(png, effort);
        png_write_info(png, info);
        if (!iccp.empty()) {
            // Written as it is: libpng's own way leaves out profiles that it finds odd.
            const png_byte name[5] = {'i', 'C', 'C', 'P', 0};
            png_write_chunk(png, name, reinterpret_cast<png_const_bytep>(iccp.data()), iccp.size());
        }
        if (plane.type == SampleType::u16 && std::endian::native == std::endian::little) {
            png_set_swap(png);
        }
        write_rows(png, plane);
        png_write_end(png, nullptr);
    }));
    return out;
}

} // namespace imgbatch
