#include "wire/frame.h"

#include "base/byte_reader.h"
#include "base/byte_writer.h"

#include <cassert>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::uint16_t magic = 0x4249; // "IB" as it lies in the stream
constexpr std::uint8_t version = 1;
/// Buffers that one large frame has blown up are given back.
constexpr std::size_t keep_capacity = 1U << 20;

Error bad_frame(std::string message) {
    return Error{OutcomeClass::internal, Stage::worker, std::move(message), 0};
}

} // namespace

void append_frame(std::string& out, FrameType type, std::uint64_t batch, std::string_view payload) {
    assert(payload.size() <= max_frame_payload);
    ByteWriter header;
    header.number(magic);
    header.number(version);
    header.number(static_cast<std::uint8_t>(type));
    header.number(static_cast<std::uint32_t>(payload.size()));
    header.number(batch);
    out += std::move(header).finish();
    out += payload;
}

Expected<FrameHeader> decode_frame_header(std::string_view bytes) {
    ByteReader in(bytes);
    const auto found_magic = in.number<std::uint16_t>();
    const auto found_version = in.number<std::uint8_t>();
    const auto type = in.number<std::uint8_t>();
    const auto length = in.number<std::uint32_t>();
    const auto batch = in.number<std::uint64_t>();
    if (!in.finished()) {
        return bad_frame("a frame header has 16 bytes, not " + std::to_string(bytes.size()));
    }
    if (found_magic != magic) {
        return bad_frame("what came is no frame");
    }
    if (found_version != version) {
        return bad_frame("a frame of unknown version " + std::to_string(found_version));
    }
    if (type < static_cast<std::uint8_t>(FrameType::batch) ||
        type > static_cast<std::uint8_t>(FrameType::refused)) {
        return bad_frame("a frame of unknown type " + std::to_string(type));
    }
    if (length > max_frame_payload) {
        return bad_frame("a frame of " + std::to_string(length) + " bytes, over the limit of " +
                         std::to_string(max_frame_payload));
    }
    return FrameHeader{static_cast<FrameType>(type), length, batch};
}

void FrameReader::feed(std::string_view bytes) {
    if (taken_ == buffer_.size()) {
        buffer_.clear();
        if (buffer_.capacity() > keep_capacity) {
            buffer_.shrink_to_fit();
        }
    } else if (taken_ > 0) {
        buffer_.erase(0, taken_);
    }
    taken_ = 0;
    buffer_ += bytes;
}

Expected<std::optional<Frame>> FrameReader::next() {
    const std::string_view rest = std::string_view(buffer_).substr(taken_);
    if (rest.size() < frame_header_size) {
        return std::optional<Frame>();
    }
    auto header = decode_frame_header(rest.substr(0, frame_header_size));
    if (!header) {
        return std::move(header).error();
    }
    if (rest.size() - frame_header_size < header->length) {
        return std::optional<Frame>();
    }
    taken_ += frame_header_size + header->length;
    return std::optional(
        Frame{header->type, header->batch, rest.substr(frame_header_size, header->length)});
}

} // namespace imgbatch
