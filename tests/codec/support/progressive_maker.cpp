#include "codec/support/progressive_maker.h"

#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/inverse_dct.h"

// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>
#include <span>
#include <stdexcept>

namespace imgbatch::test {
namespace {

[[noreturn]] void on_error(jpeg_common_struct* codec) {
    codec->err->output_message(codec);
    throw std::runtime_error("libjpeg failed in a test's own maker");
}

/// A file whose coefficients libjpeg has read.
class Coefficients {
public:
    explicit Coefficients(ByteView jpeg) {
        decoder.err = jpeg_std_error(&errors_);
        errors_.error_exit = on_error;
        jpeg_create_decompress(&decoder);
        jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
        jpeg_read_header(&decoder, TRUE);
        arrays = jpeg_read_coefficients(&decoder);
    }
    Coefficients(const Coefficients&) = delete;
    Coefficients& operator=(const Coefficients&) = delete;
    ~Coefficients() { jpeg_destroy_decompress(&decoder); }

    /// Row `y` of the blocks of component `c`.
    JBLOCK* row(int c, unsigned y) {
        auto* const common = reinterpret_cast<jpeg_common_struct*>(&decoder);
        return *decoder.mem->access_virt_barray(common, arrays[c], y, 1, TRUE);
    }

    jpeg_decompress_struct decoder{};
    jvirt_barray_ptr* arrays = nullptr;

private:
    jpeg_error_mgr errors_{};
};

/// DC walks about; of AC there is nothing, a little, or much.
void scatter_block(JBLOCK& block, int dc, const JQUANT_TBL& steps, std::mt19937& random) {
    constexpr int max_amplitude = 1200; // as pictures have it, after dequantisation
    const auto below = [&random](unsigned limit) { return static_cast<int>(random() % limit); };
    std::fill(std::begin(block), std::end(block), JCOEF{0});
    block[0] = static_cast<JCOEF>(dc);
    static constexpr std::array<int, 8> counts{0, 0, 0, 1, 2, 3, 9, 40};
    const int count = counts[static_cast<std::size_t>(below(8))];
    const unsigned reach = below(3) == 0 ? 63 : 12; // now and then as far apart as can be
    for (int i = 0; i < count; ++i) {
        const auto [u, v] = zigzag[static_cast<std::size_t>(1 + below(reach))];
        const int loudest = std::max(1, max_amplitude / steps.quantval[8 * v + u]);
        const int amount = count < 9 && below(3) == 0 ? 1 + below(31) : 1 + below(6) / 5;
        block[8 * v + u] = static_cast<JCOEF>(std::min(amount, loudest) * (below(2) == 0 ? 1 : -1));
    }
}

void scatter(Coefficients& file, unsigned seed) {
    std::mt19937 random(seed);
    for (int c = 0; c < file.decoder.num_components; ++c) {
        const jpeg_component_info& component = file.decoder.comp_info[c];
        int dc = 0;
        for (unsigned y = 0; y < component.height_in_blocks; ++y) {
            JBLOCK* row = file.row(c, y);
            for (unsigned x = 0; x < component.width_in_blocks; ++x) {
                dc = std::clamp(dc + static_cast<int>(random() % 9) - 4, -20, 20);
                scatter_block(row[x], dc, *component.quant_table, random);
            }
        }
    }
}

std::vector<jpeg_scan_info> scan_infos(const ScanSteps& script) {
    std::vector<jpeg_scan_info> infos;
    for (const ScanStep& step : script) {
        jpeg_scan_info info{};
        info.comps_in_scan = static_cast<int>(step.components.size());
        std::copy(step.components.begin(), step.components.end(), info.component_index);
        info.Ss = step.begin;
        info.Se = step.end;
        info.Ah = step.high_bit;
        info.Al = step.low_bit;
        infos.push_back(info);
    }
    return infos;
}

/// The samples of one row of blocks, sixteen blocks at a time.
void transform_row(const jpeg_component_info& component, const JBLOCK* row, int y, int n,
                   Plane& plane) {
    const auto numbers = static_cast<std::size_t>(tile_numbers(n));
    const int blocks = static_cast<int>(component.width_in_blocks);
    for (int first = 0; first < blocks; first += tile_blocks) {
        std::vector<std::int16_t> tile(numbers);
        for (int i = 0; i < std::min(tile_blocks, blocks - first); ++i) {
            for (int u = 0; u < n; ++u) {
                for (int v = 0; v < n; ++v) {
                    const int value =
                        row[first + i][8 * v + u] * component.quant_table->quantval[8 * v + u];
                    tile[static_cast<std::size_t>(tile_offset(n, u, v) + 2 * i)] =
                        static_cast<std::int16_t>(value);
                }
            }
        }
        SampleBlocks out;
        out.row = reinterpret_cast<std::uint8_t*>(plane.row(y * n)) + first * n;
        out.stride = plane.stride();
        out.columns = std::min(tile_blocks * n, plane.width() - first * n);
        out.rows = std::min(n, plane.height() - y * n);
        if (out.columns > 0 && out.rows > 0 && !inverse_dct_plain(n, tile.data(), out)) {
            throw std::runtime_error("a test's own picture is none");
        }
    }
}

int scaled_side(unsigned side, int factor, int max_factor, int n) {
    const int full = static_cast<int>(side) * factor * n;
    return (full + 8 * max_factor - 1) / (8 * max_factor);
}

} // namespace

Bytes transcode(ByteView jpeg, const Transcoding& how) {
    Coefficients file(jpeg);
    if (how.scatter != 0) {
        scatter(file, how.scatter);
    }
    jpeg_compress_struct encoder{};
    jpeg_error_mgr errors{};
    encoder.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    jpeg_create_compress(&encoder);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&encoder, &buffer, &size);
    jpeg_copy_critical_parameters(&file.decoder, &encoder);
    const std::vector<jpeg_scan_info> scans = scan_infos(how.script);
    encoder.scan_info = scans.empty() ? nullptr : scans.data();
    encoder.num_scans = static_cast<int>(scans.size());
    encoder.restart_interval = static_cast<unsigned>(how.restart_interval);
    encoder.optimize_coding = TRUE;
    jpeg_write_coefficients(&encoder, file.arrays);
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    const auto view = std::as_bytes(std::span(buffer, size));
    Bytes written(view.begin(), view.end());
    std::free(buffer); // NOLINT(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)
    return written;
}

std::vector<Plane> planes_of(ByteView jpeg, int n) {
    Coefficients file(jpeg);
    const jpeg_decompress_struct& decoder = file.decoder;
    std::vector<Plane> planes;
    for (int c = 0; c < decoder.num_components; ++c) {
        const jpeg_component_info& component = decoder.comp_info[c];
        Plane plane(
            scaled_side(decoder.image_width, component.h_samp_factor, decoder.max_h_samp_factor, n),
            scaled_side(decoder.image_height, component.v_samp_factor, decoder.max_v_samp_factor,
                        n),
            1, SampleType::u8);
        for (unsigned y = 0; y < component.height_in_blocks; ++y) {
            transform_row(component, file.row(c, y), static_cast<int>(y), n, plane);
        }
        planes.push_back(std::move(plane));
    }
    return planes;
}

} // namespace imgbatch::test
