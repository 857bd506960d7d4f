#include "codec/jpeg/jpeg_planes.h"

#include <algorithm>
#include <array>
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

JSAMPLE* row_of(const PlaneSpan& plane, int y) {
    return reinterpret_cast<JSAMPLE*>(plane.data + y * plane.stride);
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

PictureLayout planes_layout(const jpeg_decompress_struct& decoder) {
    PictureLayout layout;
    layout.model = ColorModel::ycbcr;
    for (const auto& component : components_of(decoder)) {
        PlaneLayout plane;
        plane.width = static_cast<int>(component.downsampled_width);
        plane.height = static_cast<int>(component.downsampled_height);
        plane.extent_x = extent(decoder.image_width, component.h_samp_factor,
                                decoder.max_h_samp_factor, component.DCT_scaled_size);
        plane.extent_y = extent(decoder.image_height, component.v_samp_factor,
                                decoder.max_v_samp_factor, component.DCT_scaled_size);
        layout.planes.push_back(plane);
    }
    return layout;
}

RawRows raw_rows(const jpeg_decompress_struct& decoder) {
    RawRows rows;
    rows.lines = decoder.max_v_samp_factor * decoder.min_DCT_scaled_size;
    for (std::size_t c = 0; c < rows.of_plane.size(); ++c) {
        const auto& component = decoder.comp_info[c];
        rows.of_plane[c] = component.v_samp_factor * component.DCT_scaled_size;
    }
    return rows;
}

void read_raw_strip(jpeg_decompress_struct& decoder, const RawStrip& strip, int groups) {
    std::array<std::array<JSAMPROW, max_rows_at_once>, 3> rows{};
    std::array<JSAMPARRAY, 3> components{};
    const RawRows count = raw_rows(decoder);
    for (int group = 0; group < groups && decoder.output_scanline < decoder.output_height;
         ++group) {
        for (std::size_t c = 0; c < 3; ++c) {
            const PlaneSpan& plane = strip.planes[c];
            for (int i = 0; i < count.of_plane[c]; ++i) {
                const int y = group * count.of_plane[c] + i;
                rows[c][static_cast<std::size_t>(i)] =
                    y < plane.height ? row_of(plane, y) : strip.spare_row;
            }
            components[c] = rows[c].data();
        }
        jpeg_read_raw_data(&decoder, components.data(), static_cast<JDIMENSION>(count.lines));
    }
}

} // namespace imgbatch
