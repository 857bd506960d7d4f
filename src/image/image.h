/// Decoded pixels: one to three owning planes with stride.
#pragma once

#include "base/ratio.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace imgbatch {

/// What the samples mean. Interleaved kinds have one plane; ycbcr has three planes of one channel.
enum class ColorModel { gray, gray_alpha, rgb, rgba, cmyk, ycbcr };

/// Channels of one pixel over all planes: 1, 2, 3, 4, 4 and 3.
int channel_count(ColorModel model);
bool has_alpha(ColorModel model);

/// Bits of one sample as stored. 16-bit samples are native-endian std::uint16_t, full range.
enum class SampleType { u8, u16 };

constexpr int bytes_per_sample(SampleType type) {
    return type == SampleType::u8 ? 1 : 2;
}

/// A rectangle of samples in memory that somebody else owns. `stride` counts bytes.
/// Rows are `width * channels` samples long; what lies between them and the stride is undefined.
struct PlaneView {
    const std::byte* data = nullptr;
    std::ptrdiff_t stride = 0;
    int width = 0;    ///< samples (pixels of this plane) in a row
    int height = 0;   ///< rows
    int channels = 1; ///< interleaved channels
    SampleType type = SampleType::u8;
};

/// The same, writable.
struct PlaneSpan {
    std::byte* data = nullptr;
    std::ptrdiff_t stride = 0;
    int width = 0;
    int height = 0;
    int channels = 1;
    SampleType type = SampleType::u8;

    operator PlaneView() const { return {data, stride, width, height, channels, type}; }
};

/// One plane that owns its samples; rows start 64-byte aligned and the buffer ends with 64 bytes of
/// readable padding. Samples are uninitialised unless zeroed: decoders zero first what they may not
/// fill. Move-only.
class Plane {
public:
    Plane() = default;
    /// Sides at least 1. Behind the rows lie `slack` bytes more, for decoders that unpack in place.
    /// Throws std::bad_alloc.
    Plane(int width, int height, int channels, SampleType type, std::size_t slack = 0);
    /// The same in the memory of `old`, which must hold enough of it: see plane_bytes().
    Plane(Plane&& old, int width, int height, int channels, SampleType type, std::size_t slack = 0);

    [[nodiscard]] PlaneView view() const;
    [[nodiscard]] PlaneSpan span();
    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }
    [[nodiscard]] int channels() const { return channels_; }
    [[nodiscard]] SampleType type() const { return type_; }
    [[nodiscard]] std::ptrdiff_t stride() const { return stride_; }
    [[nodiscard]] std::size_t size_bytes() const;
    [[nodiscard]] const std::byte* row(int y) const { return data_.get() + y * stride_; }
    [[nodiscard]] std::byte* row(int y) { return data_.get() + y * stride_; }
    void fill_zero();
    /// Bytes of memory, whatever part of it the rows take.
    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    /// All rows and the slack behind them.
    [[nodiscard]] std::span<std::byte> memory() { return {data_.get(), size_bytes() + slack_}; }

    /// How much of the stored grid the picture covers, in samples from the top-left corner. Whole
    /// and equal to width x height for ordinary planes; a fraction where a decoder shrank the
    /// picture (1001 px at 1/2 covers 500.5 of 501 samples) or chroma is subsampled. Resampling
    /// steps come from here, so that no plane is stretched by its rounding.
    Ratio extent_x;
    Ratio extent_y;

private:
    struct AlignedDelete {
        void operator()(std::byte* data) const;
    };
    std::unique_ptr<std::byte[], AlignedDelete> data_;
    int width_ = 0;
    int height_ = 0;
    int channels_ = 1;
    SampleType type_ = SampleType::u8;
    std::ptrdiff_t stride_ = 0;
    std::size_t slack_ = 0;
    std::size_t capacity_ = 0;
};

/// The stride of a plane with rows of `row_bytes` bytes.
std::size_t plane_stride(std::size_t row_bytes);

/// The memory that such a plane takes. Throws std::bad_alloc where no machine has so much.
std::size_t plane_bytes(int width, int height, int channels, SampleType type, std::size_t slack);

/// A picture. For ycbcr (always u8, full range, BT.601 matrix as JFIF says, chroma sited in the
/// centre of the luma samples it covers) plane 0 is Y, then Cb, Cr. RGB kinds hold straight alpha.
/// For cmyk 0 is no ink and 255 full ink, however the file had it.
/// Which profile the numbers belong to travels beside the image, not in it. Move-only.
struct Image {
    ColorModel model = ColorModel::rgb;
    std::vector<Plane> planes;

    /// Stored size of plane 0.
    [[nodiscard]] int width() const { return planes.front().width(); }
    [[nodiscard]] int height() const { return planes.front().height(); }
    [[nodiscard]] SampleType type() const { return planes.front().type(); }
    [[nodiscard]] std::size_t size_bytes() const;
    [[nodiscard]] Image clone() const;
};

/// One interleaved plane of the model's channel count (not for ycbcr). Samples uninitialised.
Image make_interleaved(int width, int height, ColorModel model, SampleType type);

/// Three u8 planes: luma width x height, chroma sides divided by (chroma_x, chroma_y), each 1 or 2,
/// rounded up; chroma extents are the exact quotients. Samples uninitialised.
Image make_ycbcr(int width, int height, int chroma_x, int chroma_y);

} // namespace imgbatch
