#include "codec/png/plain_png.h"

#include "codec/big_endian.h"
#include "codec/png/png_chunk.h"
#include "codec/png/unfilter.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace imgbatch {
namespace {

using namespace std::string_view_literals;

/// Rows that are held inflated, at most.
constexpr std::size_t max_filtered = std::size_t{256} << 20;
/// Deflate's best: 258 bytes out of two bits.
constexpr std::size_t max_expansion = 1032;
/// libpng has limits for chunks, the least of them 8 million bytes: larger ones are its affair.
constexpr std::size_t max_chunk = std::size_t{4} << 20;

struct PlainHeader {
    int width = 0;
    int height = 0;
    ColorModel model = ColorModel::gray;
    std::size_t row_bytes = 0;
    std::size_t filtered_bytes = 0;

    /// What a plane needs behind its rows to hold the filtered ones at its end, so far ahead that
    /// unfiltering in place never writes over what it has yet to read. A filtered row is one byte
    /// longer than its samples, but the stride may be longer still.
    [[nodiscard]] std::size_t slack() const {
        const std::size_t stride = plane_stride(row_bytes);
        const std::size_t rows = stride * static_cast<std::size_t>(height);
        return stride * unfilter_lead_rows + (filtered_bytes > rows ? filtered_bytes - rows : 0);
    }
};

std::optional<ColorModel> model_of(std::byte color_type) {
    switch (std::to_integer<int>(color_type)) {
    case 0:
        return ColorModel::gray;
    case 2:
        return ColorModel::rgb;
    case 4:
        return ColorModel::gray_alpha;
    case 6:
        return ColorModel::rgba;
    default:
        return std::nullopt;
    }
}

/// IHDR of a picture for us.
std::optional<PlainHeader> read_header(const PngChunk& chunk) {
    if (chunk.type != "IHDR"sv || chunk.payload.size() != png_header_size || !is_intact(chunk)) {
        return std::nullopt;
    }
    constexpr std::size_t largest_side = std::numeric_limits<std::int32_t>::max();
    const std::size_t width = read_be32(chunk.payload, 0);
    const std::size_t height = read_be32(chunk.payload, 4);
    const auto model = model_of(chunk.payload[9]);
    const bool is_plain = chunk.payload[8] == std::byte{8} && chunk.payload[10] == std::byte{} &&
                          chunk.payload[11] == std::byte{} && chunk.payload[12] == std::byte{};
    if (!model || !is_plain || width == 0 || height == 0 || width > largest_side ||
        height > largest_side) {
        return std::nullopt;
    }
    const std::size_t row_bytes = width * static_cast<std::size_t>(channel_count(*model));
    if (row_bytes + 1 > max_filtered / height) {
        return std::nullopt;
    }
    return PlainHeader{static_cast<int>(width), static_cast<int>(height), *model, row_bytes,
                       (row_bytes + 1) * height};
}

/// Whether the type is one that libpng passes over without a word: letters, the first one small,
/// and not transparency.
bool is_passed_over(std::string_view type) {
    const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto is_letter = [&](char c) { return is_small(c) || (c >= 'A' && c <= 'Z'); };
    return std::ranges::all_of(type, is_letter) && is_small(type[0]) && type != "tRNS"sv;
}

/// The payloads of all IDAT chunks, in order; empty unless everything up to the end mark is in
/// order.
std::vector<ByteView> read_pixel_data(ByteView data, std::size_t offset,
                                      std::size_t filtered_bytes) {
    std::vector<ByteView> pieces;
    bool is_past_pixels = false;
    for (;;) {
        const auto chunk = png_chunk_at(data, offset);
        if (!chunk || !is_intact(*chunk)) {
            return {};
        }
        offset = chunk->end;
        if (chunk->type == "IDAT"sv) {
            const std::size_t size = chunk->payload.size();
            if (is_past_pixels || size == 0 || size > std::max(filtered_bytes, max_chunk)) {
                return {};
            }
            pieces.push_back(chunk->payload);
            continue;
        }
        is_past_pixels = !pieces.empty();
        if (chunk->type == "IEND"sv) {
            return chunk->payload.empty() ? pieces : std::vector<ByteView>();
        }
        if (!is_passed_over(chunk->type) || chunk->payload.size() > max_chunk) {
            return {};
        }
    }
}

/// The pieces one after another: a view of the file where there is only one.
ByteView join(const std::vector<ByteView>& pieces, UnsetBuffer& buffer) {
    if (pieces.size() == 1) {
        return pieces.front();
    }
    std::size_t size = 0;
    for (const ByteView piece : pieces) {
        size += piece.size();
    }
    std::uint8_t* const joined = buffer.get(size);
    std::uint8_t* end = joined;
    for (const ByteView piece : pieces) {
        std::memcpy(end, piece.data(), piece.size());
        end += piece.size();
    }
    return std::as_bytes(std::span(joined, size));
}

/// Whether zlib's window, as the stream announces it, reaches back as far as libdeflate's does.
bool has_full_window(ByteView packed, std::size_t filtered_bytes) {
    const std::size_t window = std::size_t{256} << (std::to_integer<unsigned>(packed[0]) >> 4);
    return window >= std::min(filtered_bytes, std::size_t{32768});
}

/// Whether `packed` can be what `filtered_bytes` were deflated to: asked before memory is taken.
bool is_plausible(ByteView packed, std::size_t filtered_bytes) {
    return filtered_bytes / max_expansion <= packed.size() &&
           has_full_window(packed, filtered_bytes);
}

/// Fills `rows`; false unless the data holds exactly them.
bool inflate(ByteView packed, std::span<std::byte> rows, PngWorkspace& workspace) {
    std::size_t taken = 0;
    const auto result =
        libdeflate_zlib_decompress_ex(workspace.inflater(), packed.data(), packed.size(),
                                      rows.data(), rows.size(), &taken, nullptr);
    return result == LIBDEFLATE_SUCCESS && taken == packed.size();
}

} // namespace

std::optional<Image> decode_plain_png(ByteView data, const SourceInfo& info,
                                      CodecWorkspace& workspace) {
    const PngTrim trim(workspace.png);
    const auto first = png_chunk_at(data, png_signature_size);
    const auto header = first ? read_header(*first) : std::nullopt;
    if (!header || info.size != Size{header->width, header->height} ||
        info.model != header->model || info.type != SampleType::u8) {
        return std::nullopt;
    }
    const auto pieces = read_pixel_data(data, first->end, header->filtered_bytes);
    const ByteView packed = join(pieces, workspace.png.packed);
    if (packed.empty() || !is_plausible(packed, header->filtered_bytes)) {
        return std::nullopt;
    }
    Image image;
    image.model = header->model;
    Plane& plane =
        image.planes.emplace_back(header->width, header->height, channel_count(header->model),
                                  SampleType::u8, header->slack());
    const auto filtered = plane.memory().last(header->filtered_bytes);
    if (!inflate(packed, filtered, workspace.png)) {
        return std::nullopt;
    }
    const UnfilterJob job{.filtered = reinterpret_cast<const std::uint8_t*>(filtered.data()),
                          .row_bytes = header->row_bytes,
                          .height = header->height,
                          .pixel_bytes = plane.channels(),
                          .target = reinterpret_cast<std::uint8_t*>(plane.row(0)),
                          .target_stride = plane.stride(),
                          .zero_row = workspace.png.zero_row(header->row_bytes),
                          .spare_row = workspace.png.spare_row.get(header->row_bytes)};
    if (!unfilter(job)) {
        return std::nullopt;
    }
    return image;
}

} // namespace imgbatch
