#include "transform/block_mean.h"

#include "transform/samples.h"

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
void write_means(const std::uint64_t* sums, int width, int channels, int factor, int rows, T* out) {
    for (int begin = 0; begin < width; begin += factor) {
        const auto count = static_cast<std::uint64_t>(std::min(width - begin, factor)) *
                           static_cast<std::uint64_t>(rows);
        for (int c = 0; c < channels; ++c) {
            *out++ = static_cast<T>((*sums++ + count / 2) / count);
        }
    }
}

} // namespace

BlockMeans::BlockMeans(int width, int channels, SampleType type, int factor_x)
    : width_(width), channels_(channels), type_(type), factor_(factor_x),
      sums_(static_cast<std::size_t>(BlockMeans::width()) * static_cast<std::size_t>(channels)) {
}

void BlockMeans::add(const std::byte* row) {
    with_sample_type(type_, [&]<class T>(T /*sample*/) {
        add_row(reinterpret_cast<const T*>(row), width_, channels_, factor_, sums_.data());
    });
    ++rows_;
}

void BlockMeans::write(std::byte* out) {
    with_sample_type(type_, [&]<class T>(T /*sample*/) {
        write_means(sums_.data(), width_, channels_, factor_, rows_, reinterpret_cast<T*>(out));
    });
    std::ranges::fill(sums_, 0);
    rows_ = 0;
}

} // namespace imgbatch
