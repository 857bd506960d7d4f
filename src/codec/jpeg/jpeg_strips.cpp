#include "codec/jpeg/jpeg_strips.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>

namespace imgbatch {
namespace {

/// Fewer rows at once would be more calls, more rows would leave the nearest cache.
constexpr int least_lines = 16;

/// One interleaved plane of the size that libjpeg will give.
PictureLayout interleaved_layout(const jpeg_decompress_struct& decoder, ColorModel model) {
    PlaneLayout plane;
    plane.width = static_cast<int>(decoder.output_width);
    plane.height = static_cast<int>(decoder.output_height);
    plane.channels = channel_count(model);
    plane.extent_x = Ratio(static_cast<std::int64_t>(decoder.image_width) * decoder.scale_num,
                           decoder.scale_denom);
    plane.extent_y = Ratio(static_cast<std::int64_t>(decoder.image_height) * decoder.scale_num,
                           decoder.scale_denom);
    return {model, SampleType::u8, {plane}};
}

std::span<std::byte> row_of(const PlaneSpan& plane, int y) {
    return {plane.data + y * plane.stride,
            static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.channels)};
}

/// Luma 0 with chroma 0 would be green.
void blacken(const PlaneSpan& plane, bool chroma) {
    constexpr int neutral = 128;
    for (int y = 0; y < plane.height; ++y) {
        const auto row = row_of(plane, y);
        std::memset(row.data(), chroma ? neutral : 0, row.size());
    }
}

/// Adobe's programs store CMYK and YCCK inverted, and mark their files; an Image has 0 for no ink.
void invert(const PlaneSpan& plane) {
    for (int y = 0; y < plane.height; ++y) {
        const auto row = row_of(plane, y);
        std::ranges::transform(row, row.begin(), [](std::byte sample) { return ~sample; });
    }
}

/// For use under guarded().
void read_scanlines(jpeg_decompress_struct& decoder, const PlaneSpan& strip) {
    for (int y = 0; y < strip.height; ++y) {
        auto* row = reinterpret_cast<JSAMPLE*>(strip.data + y * strip.stride);
        jpeg_read_scanlines(&decoder, &row, 1);
    }
}

} // namespace

JpegStrips::JpegStrips(const jpeg_decompress_struct& decoder, JpegOutput output, Unset unset,
                       PictureSink& sink, Scratch<std::byte>& spare_row)
    : decoder_(decoder), output_(output), unset_(unset), sink_(sink), spare_row_(spare_row) {
    if (output_.model == ColorModel::ycbcr) {
        layout_ = planes_layout(decoder);
        group_ = raw_rows(decoder);
        groups_ = std::max(1, least_lines / group_.lines);
        strip_lines_ = groups_ * group_.lines;
    } else {
        layout_ = interleaved_layout(decoder, output_.model);
        strip_lines_ = least_lines;
    }
}

Expected<void> JpegStrips::begin() {
    return sink_.begin(layout_);
}

bool JpegStrips::next() {
    if (strips_ * strip_lines_ >= static_cast<std::int64_t>(decoder_.output_height)) {
        return false;
    }
    std::ptrdiff_t longest = 0;
    for (std::size_t c = 0; c < layout_.planes.size(); ++c) {
        const bool planar = output_.model == ColorModel::ycbcr;
        extend(c, planar ? groups_ * group_.of_plane[c] : strip_lines_);
        longest = std::max(longest, strip_.planes[c].stride);
    }
    strip_.spare_row =
        reinterpret_cast<JSAMPLE*>(spare_row_.get(static_cast<std::size_t>(longest)));
    ++strips_;
    return true;
}

void JpegStrips::extend(std::size_t plane, int rows_per_strip) {
    const std::int64_t done = strips_ * rows_per_strip;
    const std::int64_t left = layout_.planes[plane].height - done;
    const auto rows = static_cast<int>(std::min<std::int64_t>(rows_per_strip, left));
    PlaneSpan& span = strip_.planes[plane];
    span = rows > 0 ? sink_.extend(plane, rows) : PlaneSpan{};
    assert(span.stride % DCTSIZE == 0);
    if (unset_ == Unset::black) {
        blacken(span, output_.model == ColorModel::ycbcr && plane > 0);
    }
}

void JpegStrips::read(jpeg_decompress_struct& decoder) const {
    if (output_.model == ColorModel::ycbcr) {
        read_raw_strip(decoder, strip_, groups_);
    } else {
        read_scanlines(decoder, strip_.planes[0]);
    }
}

Expected<void> JpegStrips::deliver() {
    if (output_.inverted) {
        invert(strip_.planes[0]);
    }
    return sink_.advance();
}

} // namespace imgbatch
