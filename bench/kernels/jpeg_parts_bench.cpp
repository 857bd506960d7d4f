/// Parts of the own JPEG decoder: inverse transforms, unstuffing, and its tables.
#include "base/scratch.h"
#include "codec/jpeg/plain/band_tables.h"
#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/entropy_tables.h"
#include "codec/jpeg/plain/inverse_dct.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/mcu_kernel.h"
#include "codec/jpeg/plain/segment_reader.h"
#include "jpeg_products.h"
#include "kernel_bench.h"
#include "must.h"
#include "photo_jpeg.h"
#include "register.h"

#include <memory>
#include <vector>

namespace imgbatch::bench {
namespace {

/// As many tiles as lie in the nearest cache with their samples; a decoder has no more at once.
class Tiles {
public:
    static constexpr int count = 8;

    explicit Tiles(int n) : n_(n), samples_(std::size_t{count} * tile_blocks * 8 * 8) {
        std::int16_t* const numbers = coefficients();
        for (int i = 0; i < count * tile_numbers(n_); ++i) {
            numbers[i] = static_cast<std::int16_t>(i * 37 % 61 - 30);
        }
    }

    void transform() {
        const std::int16_t* tile = coefficients();
        const int row_bytes = n_ * tile_blocks;
        std::uint8_t* out = samples_.data();
        for (int i = 0; i < count; ++i) {
            must(inverse_dct(n_, tile, {out, row_bytes, row_bytes, n_}));
            tile += tile_numbers(n_);
            out += std::ptrdiff_t{row_bytes} * n_;
        }
    }

private:
    std::int16_t* coefficients() { return numbers_.get(std::size_t{count} * max_tile_numbers); }

    int n_;
    Scratch<std::int16_t> numbers_; ///< aligned
    std::vector<std::uint8_t> samples_;
};

void add_transform(int n) {
    constexpr int blocks = (1 << 20) / 64;
    constexpr int rounds = blocks / (Tiles::count * tile_blocks);
    constexpr double blocks_a_round = 1.0 * Tiles::count * tile_blocks;
    Work work;
    work.bytes_read = blocks_a_round * n * n * sizeof(std::int16_t);
    work.bytes_written = blocks_a_round * n * n;
    work.narrow_products = blocks_a_round * transform_products(n);
    work.rounds = rounds;
    register_levels(
        {"inverse DCT to " + std::to_string(n) + "x" + std::to_string(n) + " of 1024x1024", work,
         [=] {
             auto tiles = std::make_shared<Tiles>(n);
             return [=] {
                 for (int i = 0; i < rounds; ++i) {
                     tiles->transform();
                 }
             };
         }});
}

JpegHeaders photo_headers() {
    return *must(read_jpeg_headers(ByteSource(photo_jpeg(false))));
}

void add_unstuffing() {
    constexpr std::size_t piece = std::size_t{64} << 10; // as the decoder's
    register_single(
        {"unstuff 64 KiB of a JPEG", {piece, piece}, [] {
             struct Segment {
                 SegmentBuffers buffers;
                 SegmentReader reader{ByteSource(photo_jpeg(false)), buffers, piece, max_mcu_bytes};
             };
             auto segment = std::make_shared<Segment>();
             return [=, data = photo_headers().scans.front().data] {
                 must(must(segment->reader.open(data)));
             };
         }});
}

/// The bound: it is written.
template <class Table>
void add_table(const std::string& name) {
    register_single({name + " of a JPEG", {0, sizeof(Table)}, [] {
                         const HuffmanCode code = photo_headers().scans.front().components[0].ac;
                         return [=] {
                             const Table table(code);
                             benchmark::DoNotOptimize(&table);
                         };
                     }});
}

} // namespace

void register_jpeg_parts() {
    for (const int n : {1, 2, 3, 4, 5, 6, 8}) {
        add_transform(n);
    }
    add_unstuffing();
    add_table<AcTable>("AC table");
    add_table<SkipTable>("skip table");
    add_table<FirstBandTable>("first band table");
    add_table<RefineBandTable>("refinement table");
}

} // namespace imgbatch::bench
