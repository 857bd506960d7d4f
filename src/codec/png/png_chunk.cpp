#include "codec/png/png_chunk.h"

#include "codec/big_endian.h"

#include <libdeflate.h>

#include <algorithm>

namespace imgbatch {

std::optional<PngChunk> png_chunk_at(ByteView data, std::size_t offset) {
    if (data.size() < png_chunk_overhead || data.size() - png_chunk_overhead < offset) {
        return std::nullopt;
    }
    const std::size_t length = read_be32(data, offset);
    if (length > data.size() - offset - png_chunk_overhead) {
        return std::nullopt;
    }
    return PngChunk{as_text(data.subspan(offset + 4, 4)), data.subspan(offset + 8, length),
                    offset + png_chunk_overhead + length};
}

bool is_intact(const PngChunk& chunk) {
    const std::uint32_t found =
        libdeflate_crc32(0, chunk.type.data(), chunk.type.size() + chunk.payload.size());
    return found == read_be32({chunk.payload.data() + chunk.payload.size(), 4}, 0);
}

void append_png_chunk(Bytes& out, std::string_view type, ByteView payload) {
    append_be32(out, static_cast<std::uint32_t>(payload.size()));
    const ByteView name = as_bytes(type);
    out.insert(out.end(), name.begin(), name.end());
    out.insert(out.end(), payload.begin(), payload.end());
    const std::size_t covered = name.size() + payload.size();
    append_be32(out, libdeflate_crc32(0, out.data() + out.size() - covered, covered));
}

void append_png_pixel_data(Bytes& out, ByteView packed, std::size_t max_chunk) {
    while (!packed.empty()) {
        const std::size_t size = std::min(packed.size(), max_chunk);
        append_png_chunk(out, "IDAT", packed.first(size));
        packed = packed.subspan(size);
    }
}

} // namespace imgbatch
