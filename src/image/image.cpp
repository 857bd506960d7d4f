#include "image/image.h"

#include <cassert>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::size_t row_alignment = 64;
constexpr std::size_t tail_padding = 64;

std::size_t row_bytes(int width, int channels, SampleType type) {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels) *
           static_cast<std::size_t>(bytes_per_sample(type));
}

} // namespace

int channel_count(ColorModel model) {
    switch (model) {
    case ColorModel::gray:
        return 1;
    case ColorModel::gray_alpha:
        return 2;
    case ColorModel::rgb:
    case ColorModel::ycbcr:
        return 3;
    case ColorModel::rgba:
    case ColorModel::cmyk:
        return 4;
    }
    return 0;
}

bool has_alpha(ColorModel model) {
    return model == ColorModel::gray_alpha || model == ColorModel::rgba;
}

void Plane::AlignedDelete::operator()(std::byte* data) const {
    ::operator delete[](data, std::align_val_t(row_alignment));
}

std::size_t plane_stride(std::size_t row_bytes) {
    return (row_bytes + row_alignment - 1) / row_alignment * row_alignment;
}

std::size_t plane_bytes(int width, int height, int channels, SampleType type, std::size_t slack) {
    const std::size_t stride = plane_stride(row_bytes(width, channels, type));
    // Stride times height can exceed 64 bits; wrapped around it would be a buffer far too small.
    constexpr std::size_t largest = std::numeric_limits<std::ptrdiff_t>::max();
    if (slack > largest - tail_padding ||
        static_cast<std::size_t>(height) > (largest - tail_padding - slack) / stride) {
        throw std::bad_alloc();
    }
    return stride * static_cast<std::size_t>(height) + slack + tail_padding;
}

Plane::Plane(int width, int height, int channels, SampleType type, std::size_t slack)
    : extent_x(width), extent_y(height), width_(width), height_(height), channels_(channels),
      type_(type),
      stride_(static_cast<std::ptrdiff_t>(plane_stride(row_bytes(width, channels, type)))),
      slack_(slack), capacity_(plane_bytes(width, height, channels, type, slack)) {
    data_.reset(
        static_cast<std::byte*>(::operator new[](capacity_, std::align_val_t(row_alignment))));
}

Plane::Plane(Plane&& old, int width, int height, int channels, SampleType type, std::size_t slack)
    : extent_x(width), extent_y(height), data_(std::move(old.data_)), width_(width),
      height_(height), channels_(channels), type_(type),
      stride_(static_cast<std::ptrdiff_t>(plane_stride(row_bytes(width, channels, type)))),
      slack_(slack), capacity_(std::exchange(old.capacity_, 0)) {
    assert(plane_bytes(width, height, channels, type, slack) <= capacity_);
}

PlaneView Plane::view() const {
    return {data_.get(), stride_, width_, height_, channels_, type_};
}

PlaneSpan Plane::span() {
    return {data_.get(), stride_, width_, height_, channels_, type_};
}

std::size_t Plane::size_bytes() const {
    return data_ ? static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height_) : 0;
}

void Plane::fill_zero() {
    if (data_) {
        std::memset(data_.get(), 0, size_bytes());
    }
}

std::size_t Image::size_bytes() const {
    std::size_t total = 0;
    for (const Plane& plane : planes) {
        total += plane.size_bytes();
    }
    return total;
}

Image Image::clone() const {
    Image copy;
    copy.model = model;
    for (const Plane& plane : planes) {
        Plane twin(plane.width(), plane.height(), plane.channels(), plane.type());
        twin.extent_x = plane.extent_x;
        twin.extent_y = plane.extent_y;
        std::memcpy(twin.row(0), plane.row(0), plane.size_bytes());
        copy.planes.push_back(std::move(twin));
    }
    return copy;
}

Image make_interleaved(int width, int height, ColorModel model, SampleType type) {
    Image image;
    image.model = model;
    image.planes.emplace_back(width, height, channel_count(model), type);
    return image;
}

Image make_ycbcr(int width, int height, int chroma_x, int chroma_y) {
    Image image;
    image.model = ColorModel::ycbcr;
    image.planes.emplace_back(width, height, 1, SampleType::u8);
    for (int i = 0; i < 2; ++i) {
        Plane chroma((width + chroma_x - 1) / chroma_x, (height + chroma_y - 1) / chroma_y, 1,
                     SampleType::u8);
        chroma.extent_x = Ratio(width, chroma_x);
        chroma.extent_y = Ratio(height, chroma_y);
        image.planes.push_back(std::move(chroma));
    }
    return image;
}

} // namespace imgbatch
