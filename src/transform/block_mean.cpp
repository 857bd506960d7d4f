#include "transform/block_mean.h"

#include <algorithm>

namespace imgbatch {
namespace {

template <class T>
void add_row(const T* row, int width, int channels, int factor, std::uint64_t* sums) {
    for (int begin = 0; begin < width; begin += factor, sums += channels) {
        const int end = std::min(width - begin, factor) + begin;
        for (int x = begin; x < end; ++x) {
            for (int c = 0; c < channels; ++c) {
                sums[c] += row[static_cast<std::ptrdiff_t>(x) * channels + c];
            }
        }
    }
}

template <class T>
void write_means(const std::uint64_t* sums, const PlaneView& source, int factor, int rows, T* out) {
    for (int begin = 0; begin < source.width; begin += factor) {
        const auto count = static_cast<std::uint64_t>(std::min(source.width - begin, factor)) *
                           static_cast<std::uint64_t>(rows);
        for (int c = 0; c < source.channels; ++c) {
            *out++ = static_cast<T>((*sums++ + count / 2) / count);
        }
    }
}

template <class T>
void block_mean_of(const PlaneView& source, int factor_x, int factor_y, const PlaneSpan& target,
                   std::uint64_t* sums) {
    const std::ptrdiff_t count = static_cast<std::ptrdiff_t>(target.width) * target.channels;
    for (int y = 0; y < target.height; ++y) {
        std::fill(sums, sums + count, 0);
        const std::ptrdiff_t top = static_cast<std::ptrdiff_t>(y) * factor_y;
        const int rows = static_cast<int>(std::min<std::ptrdiff_t>(source.height - top, factor_y));
        for (int r = 0; r < rows; ++r) {
            add_row(reinterpret_cast<const T*>(source.data + (top + r) * source.stride),
                    source.width, source.channels, factor_x, sums);
        }
        write_means(sums, source, factor_x, rows,
                    reinterpret_cast<T*>(target.data + y * target.stride));
    }
}

} // namespace

void block_mean(const PlaneView& source, int factor_x, int factor_y, const PlaneSpan& target,
                std::uint64_t* sums) {
    if (source.type == SampleType::u8) {
        block_mean_of<std::uint8_t>(source, factor_x, factor_y, target, sums);
    } else {
        block_mean_of<std::uint16_t>(source, factor_x, factor_y, target, sums);
    }
}

} // namespace imgbatch
