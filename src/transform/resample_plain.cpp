#include "transform/resample_kernels.h"

#include <algorithm>

namespace imgbatch {
namespace {

using Samples = BlockSamples<std::uint8_t>;
using WideSamples = BlockSamples<std::uint16_t>;

void vertical_row(const Samples& samples, const BlockWindow& window, const NarrowTable& table,
                  int y, std::int16_t* out) {
    const int columns = std::min(window.columns, samples.source_width - window.column_begin);
    const int count = columns * samples.channels;
    const int first = table.first[static_cast<std::size_t>(y)];
    const std::uint8_t* base = samples.source +
                               (first - samples.source_begin) * samples.source_stride +
                               static_cast<std::ptrdiff_t>(window.column_begin) * samples.channels;
    const std::int16_t* weights = table.row(y);
    const int taps = std::min(table.taps, samples.source_end - first);
    for (int i = 0; i < count; ++i) {
        std::int32_t sum = 1 << (narrow_row_shift - 1);
        for (int k = 0; k < taps; ++k) {
            sum += weights[k] * base[k * samples.source_stride + i];
        }
        out[i] = static_cast<std::int16_t>(std::clamp(sum >> narrow_row_shift, -32768, 32767));
    }
}

void horizontal_row(const Samples& samples, const BlockWindow& window, const NarrowTable& table,
                    const std::int16_t* row, std::uint8_t* out) {
    for (int x = 0; x < window.out_columns; ++x) {
        const int index = window.out_begin + x;
        const std::int16_t* weights = table.row(index);
        const int first = table.first[static_cast<std::size_t>(index)] - window.column_begin;
        for (int c = 0; c < samples.channels; ++c) {
            std::int32_t sum = 1 << (narrow_out_shift - 1);
            for (int k = 0; k < table.taps; ++k) {
                sum += weights[k] * row[(first + k) * samples.channels + c];
            }
            *out++ = static_cast<std::uint8_t>(std::clamp(sum >> narrow_out_shift, 0, 255));
        }
    }
}

void vertical_row(const WideSamples& samples, const BlockWindow& window, const WideTable& table,
                  int y, std::int32_t* out) {
    const int columns = std::min(window.columns, samples.source_width - window.column_begin);
    const int count = columns * samples.channels;
    const int first = table.first[static_cast<std::size_t>(y)];
    const std::uint16_t* base = samples.source +
                                (first - samples.source_begin) * samples.source_stride +
                                static_cast<std::ptrdiff_t>(window.column_begin) * samples.channels;
    const std::int32_t* weights = table.row(y);
    const int taps = std::min(table.taps, samples.source_end - first);
    for (int i = 0; i < count; ++i) {
        std::int64_t sum = 1 << (wide_row_shift - 1);
        for (int k = 0; k < taps; ++k) {
            sum += std::int64_t{weights[k]} * base[k * samples.source_stride + i];
        }
        out[i] = static_cast<std::int32_t>(sum >> wide_row_shift);
    }
}

void horizontal_row(const WideSamples& samples, const BlockWindow& window, const WideTable& table,
                    const std::int32_t* row, std::uint16_t* out) {
    for (int x = 0; x < window.out_columns; ++x) {
        const int index = window.out_begin + x;
        const std::int32_t* weights = table.row(index);
        const int first = table.first[static_cast<std::size_t>(index)] - window.column_begin;
        for (int c = 0; c < samples.channels; ++c) {
            const std::int32_t* p = row + static_cast<std::ptrdiff_t>(first) * samples.channels + c;
            std::int64_t sum = std::int64_t{1} << (wide_out_shift - 1);
            for (int k = 0; k < table.taps; ++k, p += samples.channels) {
                sum += std::int64_t{weights[k]} * *p;
            }
            *out++ = static_cast<std::uint16_t>(
                std::clamp(sum >> wide_out_shift, std::int64_t{0}, std::int64_t{65535}));
        }
    }
}

template <class T, class Table, class Row>
void block(const BlockSamples<T>& samples, const BlockWindow& window, const Table& vertical,
           const Table& horizontal, Scratch<Row>& scratch) {
    const auto columns = static_cast<std::size_t>(window.columns);
    Row* row = scratch.get(columns * static_cast<std::size_t>(samples.channels));
    for (int y = 0; y < window.out_rows; ++y) {
        vertical_row(samples, window, vertical, window.row_begin + y, row);
        horizontal_row(samples, window, horizontal, row,
                       samples.target + y * samples.target_stride);
    }
}

} // namespace

void resample_block_plain(const BlockSamples<std::uint8_t>& samples, const BlockWindow& window,
                          const NarrowTable& vertical, const NarrowTable& horizontal,
                          KernelScratch& scratch) {
    block(samples, window, vertical, horizontal, scratch.row);
}

void resample_block_plain(const WideSamples& samples, const BlockWindow& window,
                          const WideTable& vertical, const WideTable& horizontal,
                          KernelScratch& scratch) {
    block(samples, window, vertical, horizontal, scratch.wide_rows);
}

} // namespace imgbatch
