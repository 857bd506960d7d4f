#include "codec/support/exact_jpeg.h"

#include "codec/support/libjpeg_owner.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <span>

namespace imgbatch::test {
namespace {

constexpr int block_side = 8;

/// The weight of coefficient `u` at sample `x` of `points`.
double weight(int points, int x, int u) {
    const double scale = u == 0 ? std::sqrt(1.0 / points) : std::sqrt(2.0 / points);
    return scale * std::cos((2 * x + 1) * u * std::numbers::pi / (2 * points));
}

/// All weights of one transform: [sample][coefficient].
using Basis = std::array<std::array<double, block_side>, block_side>;

Basis make_basis(int points) {
    Basis basis{};
    for (int x = 0; x < points; ++x) {
        for (int u = 0; u < points; ++u) {
            basis[static_cast<std::size_t>(x)][static_cast<std::size_t>(u)] = weight(points, x, u);
        }
    }
    return basis;
}

int to_sample(double value) {
    return static_cast<int>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

/// The samples of one block: points x points, row by row.
std::array<int, 64> transform(const std::array<int, 64>& block, const Basis& basis, int points) {
    std::array<int, 64> samples{};
    const auto n = static_cast<std::size_t>(points);
    std::array<std::array<double, block_side>, block_side> rows{}; // [v][x]
    for (std::size_t v = 0; v < n; ++v) {
        for (std::size_t x = 0; x < n; ++x) {
            for (std::size_t u = 0; u < n; ++u) {
                rows[v][x] += block[v * block_side + u] * basis[x][u];
            }
        }
    }
    for (std::size_t y = 0; y < n; ++y) {
        for (std::size_t x = 0; x < n; ++x) {
            double sum = 0;
            for (std::size_t v = 0; v < n; ++v) {
                sum += rows[v][x] * basis[y][v];
            }
            samples[y * n + x] = to_sample(sum * points / block_side + 128);
        }
    }
    return samples;
}

Ratio extent(int side, int factor, int max_factor, int scale_eighths) {
    return {static_cast<std::int64_t>(side) * factor * scale_eighths,
            static_cast<std::int64_t>(max_factor) * block_side};
}

int rounded_up(Ratio ratio) {
    return static_cast<int>((ratio.num + ratio.den - 1) / ratio.den);
}

/// The plane of a component, whose blocks come from `samples_of(block)`, points x points each.
template <class SamplesOf>
Plane assemble(const ExactJpeg& jpeg, const ExactComponent& component, int points,
               SamplesOf samples_of) {
    const Ratio across = extent(jpeg.width, component.factor_x, jpeg.max_factor_x, points);
    const Ratio down = extent(jpeg.height, component.factor_y, jpeg.max_factor_y, points);
    Plane plane(rounded_up(across), rounded_up(down), 1, SampleType::u8);
    plane.extent_x = across;
    plane.extent_y = down;
    for (int by = 0; by * points < plane.height(); ++by) {
        for (int bx = 0; bx * points < plane.width(); ++bx) {
            const auto samples = samples_of(
                component.blocks[static_cast<std::size_t>(by * component.blocks_x + bx)]);
            for (int i = 0; i < points * points; ++i) {
                const int x = bx * points + i % points;
                const int y = by * points + i / points;
                if (x < plane.width() && y < plane.height()) {
                    plane.row(y)[x] = static_cast<std::byte>(samples[static_cast<std::size_t>(i)]);
                }
            }
        }
    }
    return plane;
}

template <class SamplesOf>
Image assemble_all(const ExactJpeg& jpeg, int points, SamplesOf samples_of) {
    Image image;
    image.model = jpeg.components.size() == 1 ? ColorModel::gray : ColorModel::ycbcr;
    for (const ExactComponent& component : jpeg.components) {
        image.planes.push_back(assemble(jpeg, component, points, samples_of));
    }
    return image;
}

ExactComponent read_component(jpeg_decompress_struct& decoder, int index,
                              jvirt_barray_control* blocks) {
    const jpeg_component_info& stored = decoder.comp_info[index];
    ExactComponent component;
    component.factor_x = stored.h_samp_factor;
    component.factor_y = stored.v_samp_factor;
    component.blocks_x = static_cast<int>(stored.width_in_blocks);
    component.blocks_y = static_cast<int>(stored.height_in_blocks);
    if (stored.quant_table == nullptr) {
        throw LibjpegFailure("a component without quantisation table");
    }
    for (JDIMENSION y = 0; y < stored.height_in_blocks; ++y) {
        JBLOCKARRAY row = decoder.mem->access_virt_barray(
            reinterpret_cast<jpeg_common_struct*>(&decoder), blocks, y, 1, FALSE);
        for (JDIMENSION x = 0; x < stored.width_in_blocks; ++x) {
            std::array<int, 64>& block = component.blocks.emplace_back();
            for (std::size_t k = 0; k < block.size(); ++k) {
                block[k] = row[0][x][k] * stored.quant_table->quantval[k];
            }
        }
    }
    return component;
}

/// Reads `decoder`'s planes by jpeg_read_raw_data() into `planes`, one row of MCUs at a time.
void read_raw(jpeg_decompress_struct& decoder, std::vector<Plane>& planes) {
    std::vector<std::vector<JSAMPLE>> memory(planes.size());
    std::vector<std::vector<JSAMPROW>> rows(planes.size());
    std::vector<JSAMPARRAY> arrays;
    for (std::size_t c = 0; c < planes.size(); ++c) {
        const jpeg_component_info& component = decoder.comp_info[c];
        const auto height =
            static_cast<std::size_t>(component.v_samp_factor * component.DCT_scaled_size);
        const std::size_t stride = static_cast<std::size_t>(component.width_in_blocks + 4) * 16;
        memory[c].resize(stride * height);
        for (std::size_t y = 0; y < height; ++y) {
            rows[c].push_back(memory[c].data() + y * stride);
        }
        arrays.push_back(rows[c].data());
    }
    const int lines = decoder.max_v_samp_factor * decoder.min_DCT_scaled_size;
    for (int step = 0; decoder.output_scanline < decoder.output_height; ++step) {
        jpeg_read_raw_data(&decoder, arrays.data(), static_cast<JDIMENSION>(lines));
        for (std::size_t c = 0; c < planes.size(); ++c) {
            const int height = static_cast<int>(rows[c].size());
            for (int y = 0; y < height && step * height + y < planes[c].height(); ++y) {
                std::ranges::copy(
                    std::as_bytes(std::span(rows[c][static_cast<std::size_t>(y)],
                                            static_cast<std::size_t>(planes[c].width()))),
                    planes[c].row(step * height + y));
            }
        }
    }
}

} // namespace

std::optional<ExactJpeg> read_exact_jpeg(ByteView file) {
    try {
        LibjpegDecompressor decoder(file);
        jpeg_read_header(decoder.get(), TRUE);
        jvirt_barray_control** blocks = jpeg_read_coefficients(decoder.get());
        ExactJpeg jpeg;
        jpeg.width = static_cast<int>(decoder->image_width);
        jpeg.height = static_cast<int>(decoder->image_height);
        jpeg.max_factor_x = decoder->max_h_samp_factor;
        jpeg.max_factor_y = decoder->max_v_samp_factor;
        for (int c = 0; c < decoder->num_components; ++c) {
            jpeg.components.push_back(read_component(*decoder.get(), c, blocks[c]));
        }
        jpeg_finish_decompress(decoder.get());
        jpeg.warnings = decoder.warnings();
        return jpeg;
    } catch (const LibjpegFailure&) {
        return std::nullopt;
    }
}

Image exact_planes(const ExactJpeg& jpeg, int scale_eighths) {
    const Basis basis = make_basis(scale_eighths);
    return assemble_all(jpeg, scale_eighths, [&](const std::array<int, 64>& block) {
        return transform(block, basis, scale_eighths);
    });
}

Image constant_planes(const ExactJpeg& jpeg) {
    return assemble_all(jpeg, 1, [](const std::array<int, 64>& block) {
        const double mean = std::floor((block[0] + 4) / 8.0) + 128;
        return std::array{static_cast<int>(std::clamp(mean, 0.0, 255.0))};
    });
}

std::optional<LibjpegPlanes> read_libjpeg_planes(ByteView file, int scale_eighths) {
    try {
        LibjpegDecompressor decoder(file);
        jpeg_read_header(decoder.get(), TRUE);
        decoder->scale_num = static_cast<unsigned>(scale_eighths);
        decoder->scale_denom = block_side;
        decoder->raw_data_out = TRUE;
        decoder->out_color_space = decoder->jpeg_color_space;
        decoder->dct_method = JDCT_ISLOW;
        jpeg_start_decompress(decoder.get());
        std::vector<Plane> planes;
        for (int c = 0; c < decoder->num_components; ++c) {
            const jpeg_component_info& component = decoder->comp_info[c];
            const bool enlarged = component.DCT_scaled_size != scale_eighths;
            planes.push_back(enlarged ? Plane()
                                      : Plane(static_cast<int>(component.downsampled_width),
                                              static_cast<int>(component.downsampled_height), 1,
                                              SampleType::u8));
        }
        read_raw(*decoder.get(), planes);
        jpeg_finish_decompress(decoder.get());
        LibjpegPlanes result;
        result.image.model = planes.size() == 1 ? ColorModel::gray : ColorModel::ycbcr;
        result.image.planes = std::move(planes);
        result.warnings = decoder.warnings();
        return result;
    } catch (const LibjpegFailure&) {
        return std::nullopt;
    }
}

int largest_coefficient(const ExactJpeg& jpeg, int scale_eighths) {
    int largest = 0;
    for (const ExactComponent& component : jpeg.components) {
        for (const auto& block : component.blocks) {
            for (int v = 0; v < scale_eighths; ++v) {
                for (int u = 0; u < scale_eighths; ++u) {
                    largest = std::max(
                        largest, std::abs(block[static_cast<std::size_t>(v * block_side + u)]));
                }
            }
        }
    }
    return largest;
}

} // namespace imgbatch::test
