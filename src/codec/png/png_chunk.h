/// One chunk of a PNG.
#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace imgbatch {

inline constexpr std::size_t png_signature_size = 8;
inline constexpr std::size_t png_chunk_overhead = 12; ///< length, type, CRC
inline constexpr std::size_t png_header_size = 13;    ///< IHDR's payload

/// Views into the file.
struct PngChunk {
    std::string_view type;
    ByteView payload;
    std::size_t end = 0; ///< where the next chunk begins
};

/// The chunk at `offset`; nullopt if it does not end within `data`.
std::optional<PngChunk> png_chunk_at(ByteView data, std::size_t offset);

/// Whether the checksum fits. libpng checks what it reads itself; this is for what we read.
bool is_intact(const PngChunk& chunk);

/// Appends a chunk with its checksum; `payload` is below 2^31 bytes, `type` four letters.
void append_png_chunk(Bytes& out, std::string_view type, ByteView payload);

inline constexpr std::size_t max_png_chunk = 0x7FFFFFFF; ///< the format's limit, in bytes

/// Appends IDAT chunks of at most `max_chunk` bytes each.
void append_png_pixel_data(Bytes& out, ByteView packed, std::size_t max_chunk = max_png_chunk);

} // namespace imgbatch
