/// How bytes on a pipe are cut into frames. All numbers are little-endian.
///
///   stream  = *frame
///   frame   = header payload
///   header  = magic version type length batch     ; 16 bytes
///   magic   = "IB"                                ; 2 bytes
///   version = %x01                                ; 1 byte
///   type    = %x01-09                             ; 1 byte, see FrameType
///   length  = u32                                 ; of the payload, at most max_frame_payload
///   batch   = u64                                 ; which batch it belongs to
///   payload = length bytes                        ; see message.h
///
/// There is no resynchronising: after one wrong byte the stream is lost and its sender with it.
#pragma once

#include <imgbatch/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace imgbatch {

enum class FrameType : std::uint8_t {
    batch = 1,
    begin = 2,
    done = 3,
    time = 4,
    need = 5,
    grant = 6,
    fetch = 7,
    give_back = 8,
    refused = 9,
};

struct FrameHeader {
    FrameType type = FrameType::batch;
    std::uint32_t length = 0; ///< bytes of payload
    std::uint64_t batch = 0;
};

/// A frame within a FrameReader's buffer.
struct Frame {
    FrameType type = FrameType::batch;
    std::uint64_t batch = 0;
    std::string_view payload;
};

inline constexpr std::size_t frame_header_size = 16;
inline constexpr std::uint32_t max_frame_payload = 64U << 20;

/// Appends one frame to `out`. `payload` holds at most max_frame_payload bytes (asserted).
void append_frame(std::string& out, FrameType type, std::uint64_t batch, std::string_view payload);

/// Reads exactly frame_header_size bytes. Errors (internal): wrong magic, version, type, or a
/// length past the ceiling.
Expected<FrameHeader> decode_frame_header(std::string_view bytes);

/// Bytes in, chopped in any way; frames out. Holds no more than what was fed: a length that a peer
/// claims allocates nothing.
class FrameReader {
public:
    /// Appends bytes of the stream. Ends the life of frames that next() gave.
    void feed(std::string_view bytes);

    /// The next whole frame, none if more bytes are needed; its payload lives until the next
    /// feed(). Errors: as decode_frame_header(); the stream is lost then and the same error comes
    /// again.
    Expected<std::optional<Frame>> next();

    /// Whether bytes wait that are no whole frame yet (once next() has given none).
    [[nodiscard]] bool inside_frame() const { return taken_ < buffer_.size(); }

private:
    std::string buffer_;
    std::size_t taken_ = 0; ///< bytes at the front that were given out
};

} // namespace imgbatch
