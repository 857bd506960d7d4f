#include "codec/jpeg/jpeg_encoder.h"

#include "base/try.h"
#include "codec/jpeg/jpeg_writer.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace imgbatch {
namespace {

constexpr int optimize_from_effort = 5;
constexpr std::size_t max_profile = std::size_t{255} * 65519; ///< what 255 APP2 markers hold
constexpr std::size_t max_rows_at_once = 2 * DCTSIZE;

static_assert(jpeg_max_side == JPEG_MAX_DIMENSION);

/// What the shims below need; plain values.
struct Settings {
    int width = 0;
    int height = 0;
    bool gray = false;
    bool planar = false;
    ChromaFactors chroma;
    int quality = 0;
    bool progressive = false;
    bool optimize = false;
    ByteView icc;
};

Error internal(const char* message) {
    return Error{OutcomeClass::internal, Stage::encode, message, 0};
}

/// The factor by which one side of a chroma plane is coarser; 0 if it is neither 1 nor 2.
int factor_of(int luma, int chroma) {
    if (chroma == luma) {
        return 1;
    }
    return chroma == (luma + 1) / 2 ? 2 : 0;
}

Expected<ChromaFactors> planar_factors(const Image& image) {
    if (image.planes.size() != 3) {
        return internal("a Y'CbCr picture needs three planes");
    }
    const Plane& luma = image.planes[0];
    const Plane& cb = image.planes[1];
    const Plane& cr = image.planes[2];
    const ChromaFactors chroma{factor_of(luma.width(), cb.width()),
                               factor_of(luma.height(), cb.height())};
    if (chroma.x == 0 || chroma.y == 0 || cb.width() != cr.width() || cb.height() != cr.height()) {
        return internal("chroma planes of this size cannot be written as JPEG");
    }
    return chroma;
}

Expected<Settings> settings_for(const Image& image, ByteView icc, const EncodeOptions& options) {
    Settings settings;
    settings.width = image.width();
    settings.height = image.height();
    settings.gray = image.model == ColorModel::gray;
    settings.planar = image.model == ColorModel::ycbcr;
    if (image.type() != SampleType::u8 ||
        !(settings.gray || settings.planar || image.model == ColorModel::rgb)) {
        return internal("JPEG cannot hold samples of this kind");
    }
    if (icc.size() > max_profile) {
        return Error{OutcomeClass::limit, Stage::encode,
                     "the colour profile is too large for a JPEG", 0};
    }
    if (settings.planar) {
        IMGBATCH_TRY(settings.chroma, planar_factors(image));
    } else {
        settings.chroma = output_chroma(ImageFormat::jpeg, options, {1, 1});
    }
    settings.quality = std::clamp(options.jpeg_quality, 1, 100);
    settings.progressive = options.progressive;
    settings.optimize = options.effort.value_or(0) >= optimize_from_effort;
    settings.icc = icc;
    return settings;
}

/// A component's samples and room for one row of MCUs of it.
struct Component {
    PlaneView plane;
    JSAMPLE* rows = nullptr; ///< `count` rows of `padded` samples
    std::size_t padded = 0;  ///< width in whole MCUs
    std::size_t count = 0;   ///< rows in an MCU
};

/// Room for one row of MCUs of all components, cut from `scratch`.
std::array<Component, 3> make_components(const Image& image, ChromaFactors chroma, Bytes& scratch) {
    std::array<Component, 3> components{};
    const int mcu_width = chroma.x * DCTSIZE;
    const auto mcus = static_cast<std::size_t>((image.width() + mcu_width - 1) / mcu_width);
    std::size_t total = 0;
    for (std::size_t c = 0; c < components.size(); ++c) {
        const ChromaFactors blocks = c == 0 ? chroma : ChromaFactors{1, 1};
        components[c].plane = image.planes[c].view();
        components[c].padded = mcus * static_cast<std::size_t>(blocks.x) * DCTSIZE;
        components[c].count = static_cast<std::size_t>(blocks.y) * DCTSIZE;
        total += components[c].padded * components[c].count;
    }
    scratch.resize(total);
    auto* next = reinterpret_cast<JSAMPLE*>(scratch.data());
    for (Component& component : components) {
        component.rows = next;
        next += component.padded * component.count;
    }
    return components;
}

// From here to the end of the unnamed namespace: for use under guarded().

void start(jpeg_compress_struct& encoder, const Settings& settings) {
    encoder.image_width = static_cast<JDIMENSION>(settings.width);
    encoder.image_height = static_cast<JDIMENSION>(settings.height);
    encoder.input_components = settings.gray ? 1 : 3;
    encoder.in_color_space = settings.gray ? JCS_GRAYSCALE : settings.planar ? JCS_YCbCr : JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, settings.quality, TRUE);
    if (!settings.gray) {
        encoder.comp_info[0].h_samp_factor = settings.chroma.x;
        encoder.comp_info[0].v_samp_factor = settings.chroma.y;
    }
    encoder.raw_data_in = settings.planar ? TRUE : FALSE;
    encoder.optimize_coding = settings.optimize ? TRUE : FALSE;
    if (settings.progressive) {
        jpeg_simple_progression(&encoder);
    }
    jpeg_start_compress(&encoder, TRUE);
    if (!settings.icc.empty()) {
        jpeg_write_icc_profile(&encoder, reinterpret_cast<const JOCTET*>(settings.icc.data()),
                               static_cast<unsigned>(settings.icc.size()));
    }
}

void write_interleaved(jpeg_compress_struct& encoder, const PlaneView& plane) {
    while (encoder.next_scanline < encoder.image_height) {
        const std::byte* data =
            plane.data + static_cast<std::ptrdiff_t>(encoder.next_scanline) * plane.stride;
        // libjpeg reads what it is given through a pointer that is not const.
        JSAMPLE* row = reinterpret_cast<JSAMPLE*>(const_cast<std::byte*>(data));
        jpeg_write_scanlines(&encoder, &row, 1);
    }
}

/// Copies the rows from `first` on, repeating the last column and the last row.
void fill_rows(const Component& component, std::size_t first, JSAMPARRAY rows) {
    const auto width = static_cast<std::size_t>(component.plane.width);
    const auto last = static_cast<std::size_t>(component.plane.height) - 1;
    for (std::size_t i = 0; i < component.count; ++i) {
        const auto y = static_cast<std::ptrdiff_t>(std::min(first + i, last));
        JSAMPLE* row = component.rows + i * component.padded;
        std::memcpy(row, component.plane.data + y * component.plane.stride, width);
        std::memset(row + width, row[width - 1], component.padded - width);
        rows[i] = row;
    }
}

void write_planar(jpeg_compress_struct& encoder, const std::array<Component, 3>& components) {
    std::array<std::array<JSAMPROW, max_rows_at_once>, 3> rows{};
    std::array<JSAMPARRAY, 3> arrays{rows[0].data(), rows[1].data(), rows[2].data()};
    const auto lines = static_cast<JDIMENSION>(components[0].count);
    for (std::size_t mcu = 0; encoder.next_scanline < encoder.image_height; ++mcu) {
        for (std::size_t c = 0; c < components.size(); ++c) {
            fill_rows(components[c], mcu * components[c].count, arrays[c]);
        }
        jpeg_write_raw_data(&encoder, arrays.data(), lines);
    }
}

} // namespace

Expected<Bytes> encode_jpeg(const Image& image, ByteView icc, const EncodeOptions& options) {
    IMGBATCH_TRY(const Settings settings, settings_for(image, icc, options));
    JpegWriter writer;
    const auto pixels =
        static_cast<std::size_t>(settings.width) * static_cast<std::size_t>(settings.height);
    IMGBATCH_TRY(writer.create(pixels / 4 + icc.size()));
    Bytes scratch;
    std::array<Component, 3> components{};
    if (settings.planar) {
        components = make_components(image, settings.chroma, scratch);
    }
    const PlaneView plane = image.planes.front().view();
    const Settings* chosen = &settings;
    const auto* planar = &components;
    IMGBATCH_TRY(writer.run([chosen, planar, plane](jpeg_compress_struct& encoder) {
        start(encoder, *chosen);
        if (chosen->planar) {
            write_planar(encoder, *planar);
        } else {
            write_interleaved(encoder, plane);
        }
        jpeg_finish_compress(&encoder);
    }));
    return std::move(writer).finish();
}

} // namespace imgbatch
