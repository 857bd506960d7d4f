#include "codec/png/png_chunks.h"

#include "base/try.h"
#include "codec/big_endian.h"
#include "codec/icc.h"
#include "codec/input_limits.h"
#include "codec/png/png_chunk.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

namespace imgbatch {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view profile_name = "icc\0\0"sv; ///< name, its end, method "deflate"

Error bad(OutcomeClass code, const char* message) {
    return Error{code, Stage::probe, message, 0};
}

void take(const PngChunk& chunk, PngChunks& chunks) {
    if (chunk.type == "acTL"sv && chunk.payload.size() == 8 && is_intact(chunk)) {
        chunks.frames = std::max(1U, read_be32(chunk.payload, 0));
    } else if (chunk.type == "eXIf"sv && is_intact(chunk)) {
        chunks.exif = chunk.payload;
    } else if (chunk.type == "iCCP"sv && !chunk.payload.empty()) {
        chunks.icc = chunk.payload;
    }
}

/// Pixels of the picture or of a frame.
bool is_data(const PngChunk& chunk) {
    return chunk.type == "IDAT"sv || chunk.type == "fdAT"sv;
}

/// Whether the chunk at `offset`, which is cut, is one of pixels.
bool is_pixel_data(ByteView data, std::size_t offset) {
    return data.size() >= offset + 8 && as_text(data.subspan(offset + 4, 4)) == "IDAT"sv;
}

Expected<PngChunks> read_header(ByteView data) {
    const auto header = png_chunk_at(data, png_signature_size);
    if (data.size() < png_signature_size + 8) {
        return bad(OutcomeClass::truncated, "the file ends early");
    }
    const auto type = as_text(data.subspan(png_signature_size + 4, 4));
    if (type == "CgBI"sv) {
        return bad(OutcomeClass::unsupported, "Apple's CgBI variant of PNG is not supported");
    }
    if (type != "IHDR"sv || read_be32(data, png_signature_size) != png_header_size) {
        return bad(OutcomeClass::corrupt, "damaged PNG: it does not begin with its header");
    }
    if (!header) {
        return bad(OutcomeClass::truncated, "the file ends early");
    }
    PngChunks chunks;
    chunks.width = read_be32(header->payload, 0);
    chunks.height = read_be32(header->payload, 4);
    return chunks;
}

} // namespace

Expected<PngChunks> read_png_chunks(ByteView data, const InputLimits& limits) {
    auto chunks = read_header(data);
    if (!chunks) {
        return chunks;
    }
    std::size_t offset = png_signature_size + png_chunk_overhead + png_header_size;
    for (;;) {
        const auto chunk = png_chunk_at(data, offset);
        if (!chunk) {
            chunks->ends_early = true;
            if (is_pixel_data(data, offset)) {
                chunks->data_end = data.size() + 1;
            }
            break;
        }
        if (chunk->type == "IEND"sv) {
            break;
        }
        if (!is_data(*chunk)) {
            IMGBATCH_TRY(check_metadata(chunk->payload.size(), limits));
        }
        if (chunk->type == "IDAT"sv) {
            chunks->data_end = chunk->end;
        }
        take(*chunk, *chunks);
        offset = chunk->end;
    }
    if (chunks->data_end == 0) {
        return chunks->ends_early ? bad(OutcomeClass::truncated, "the file ends early")
                                  : bad(OutcomeClass::corrupt, "damaged PNG: it has no pixels");
    }
    IMGBATCH_TRY(check_frames(chunks->frames, limits));
    return chunks;
}

Expected<Bytes> inflate_png_icc(ByteView payload, const InputLimits& limits) {
    const auto text = as_text(payload);
    const auto name_end = text.find('\0');
    if (name_end == std::string_view::npos || name_end + 2 > text.size() ||
        text[name_end + 1] != '\0') {
        return Bytes();
    }
    const ByteView packed = payload.subspan(name_end + 2);
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
        inflater(libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!inflater) {
        throw std::bad_alloc();
    }
    // One byte more than is allowed tells the largest profile from one that is too large. Of the
    // buffer only what is written takes memory.
    constexpr std::uint64_t any = std::uint64_t{1} << 32;
    const auto most = static_cast<std::size_t>(std::min(limits.metadata_bytes, any)) + 1;
    const auto buffer = std::make_unique_for_overwrite<std::byte[]>(most);
    std::size_t size = 0;
    const auto result = libdeflate_zlib_decompress(inflater.get(), packed.data(), packed.size(),
                                                   buffer.get(), most, &size);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE || (result == LIBDEFLATE_SUCCESS && size == most)) {
        return too_much_metadata(limits);
    }
    const ByteView profile(buffer.get(), size);
    if (result != LIBDEFLATE_SUCCESS || !is_icc_profile(profile)) {
        return Bytes();
    }
    return Bytes(profile.begin(), profile.end());
}

Bytes deflate_png_icc(ByteView profile) {
    constexpr int level = 9;
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> deflater(
        libdeflate_alloc_compressor(level), libdeflate_free_compressor);
    if (!deflater) {
        throw std::bad_alloc();
    }
    const ByteView name = as_bytes(profile_name);
    Bytes payload(name.begin(), name.end());
    payload.resize(name.size() + libdeflate_zlib_compress_bound(deflater.get(), profile.size()));
    const std::size_t packed =
        libdeflate_zlib_compress(deflater.get(), profile.data(), profile.size(),
                                 payload.data() + name.size(), payload.size() - name.size());
    payload.resize(name.size() + packed);
    return payload;
}

} // namespace imgbatch
