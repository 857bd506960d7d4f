#include "codec/jpeg/jpeg_planes.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <span>

namespace imgbatch {
namespace {

// Sampling factors go to 4, blocks to 8 samples without upscaling.
constexpr int max_rows_at_once = 4 * DCTSIZE;

std::span<const jpeg_component_info> components_of(const jpeg_decompress_struct& decoder) {
    return {decoder.comp_info, static_cast<std::size_t>(decoder.num_components)};
}

/// How much of a component's samples the picture covers along one side: libjpeg may have chosen a
/// larger block for chroma than for luma.
Ratio extent(JDIMENSION side, int factor, int max_factor, int block) {
    return {static_cast<std::int64_t>(side) * factor * block,
            static_cast<std::int64_t>(max_factor) * DCTSIZE};
}

JSAMPLE* row_of(const PlaneSpan& plane, JDIMENSION y) {
    return reinterpret_cast<JSAMPLE*>(plane.data + static_cast<std::ptrdiff_t>(y) * plane.stride);
}

} // namespace

JpegSampling read_sampling(const jpeg_decompress_struct& decoder) {
    JpegSampling sampling;
    const auto components = components_of(decoder);
    if (components.size() != 3) {
        return sampling;
    }
    const auto& luma = components[0];
    const auto& cb = components[1];
    const auto& cr = components[2];
    sampling.chroma_x = std::max(1, luma.h_samp_factor / cb.h_samp_factor);
    sampling.chroma_y = std::max(1, luma.v_samp_factor / cb.v_samp_factor);
    sampling.fits_image = decoder.jpeg_color_space == JCS_YCbCr &&
                          cb.h_samp_factor == cr.h_samp_factor &&
                          cb.v_samp_factor == cr.v_samp_factor &&
                          luma.h_samp_factor == sampling.chroma_x * cb.h_samp_factor &&
                          luma.v_samp_factor == sampling.chroma_y * cb.v_samp_factor &&
                          sampling.chroma_x <= 2 && sampling.chroma_y <= 2;
    return sampling;
}

Image take_planes_for(const jpeg_decompress_struct& decoder, bool zeroed, PlaneStore& store) {
    Image image;
    image.model = ColorModel::ycbcr;
    for (const auto& component : components_of(decoder)) {
        Plane plane = store.take(static_cast<int>(component.downsampled_width),
                                 static_cast<int>(component.downsampled_height), 1, SampleType::u8);
        plane.extent_x = extent(decoder.image_width, component.h_samp_factor,
                                decoder.max_h_samp_factor, component.DCT_scaled_size);
        plane.extent_y = extent(decoder.image_height, component.v_samp_factor,
                                decoder.max_v_samp_factor, component.DCT_scaled_size);
        if (zeroed) {
            // Luma 0 with chroma 0 would be green.
            constexpr int neutral = 128;
            std::memset(plane.row(0), component.component_index == 0 ? 0 : neutral,
                        plane.size_bytes());
        }
        // libjpeg writes whole blocks: the stride has room for the last one's surplus columns.
        assert(plane.stride() % DCTSIZE == 0);
        image.planes.push_back(std::move(plane));
    }
    return image;
}

void read_raw_planes(jpeg_decompress_struct& decoder, const RawPlanes& planes) {
    std::array<std::array<JSAMPROW, max_rows_at_once>, 3> rows{};
    std::array<JSAMPARRAY, 3> components{};
    std::array<JDIMENSION, 3> done{};
    const auto lines =
        static_cast<JDIMENSION>(decoder.max_v_samp_factor * decoder.min_DCT_scaled_size);
    while (decoder.output_scanline < decoder.output_height) {
        for (std::size_t c = 0; c < 3; ++c) {
            const auto& component = decoder.comp_info[c];
            const auto count = static_cast<std::size_t>(component.v_samp_factor) *
                               static_cast<std::size_t>(component.DCT_scaled_size);
            for (std::size_t i = 0; i < count; ++i, ++done[c]) {
                const bool inside = done[c] < static_cast<JDIMENSION>(planes.plane[c].height);
                rows[c][i] = inside ? row_of(planes.plane[c], done[c]) : planes.spare_row;
            }
            components[c] = rows[c].data();
        }
        if (jpeg_read_raw_data(&decoder, components.data(), lines) == 0) {
            return;
        }
    }
}

} // namespace imgbatch
