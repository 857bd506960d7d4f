#include "codec/png/png_chunks.h"

#include "codec/big_endian.h"
#include "codec/icc.h"
#include "codec/png/png_chunk.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

namespace imgbatch {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t max_profile = std::size_t{16} << 20;
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

/// Where the chunk at `offset`, which is cut, claims to end.
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

Expected<PngChunks> read_png_chunks(ByteView data) {
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
    return chunks;
}

Bytes inflate_png_icc(ByteView payload) {
    const auto text = as_text(payload);
    const auto name_end = text.find('\0');
    if (name_end == std::string_view::npos || name_end + 2 > text.size() ||
        text[name_end + 1] != '\0') {
        return {};
    }
    const ByteView packed = payload.subspan(name_end + 2);
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
        inflater(libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!inflater) {
        return {};
    }
    for (std::size_t size = std::size_t{64} << 10; size <= max_profile; size *= 4) {
        Bytes profile(size);
        std::size_t actual = 0;
        const auto result = libdeflate_zlib_decompress(inflater.get(), packed.data(), packed.size(),
                                                       profile.data(), profile.size(), &actual);
        if (result == LIBDEFLATE_SUCCESS) {
            profile.resize(actual);
            return is_icc_profile(profile) ? profile : Bytes();
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE) {
            break;
        }
    }
    return {};
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
