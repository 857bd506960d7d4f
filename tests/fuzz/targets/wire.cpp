#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "wire/message.h"

#include <algorithm>
#include <string>
#include <vector>

namespace imgbatch::test {
namespace {

struct OwnFrame {
    FrameType type = FrameType::batch;
    std::uint64_t batch = 0;
    std::string payload;

    friend bool operator==(const OwnFrame&, const OwnFrame&) = default;
};

/// What a stream came to: its frames, and the error at its end if there is one.
struct Stream {
    std::vector<OwnFrame> frames;
    std::string error;
    bool inside = false;

    friend bool operator==(const Stream&, const Stream&) = default;
};

/// Takes all frames that are there. False after an error.
bool drain(FrameReader& reader, Stream& stream) {
    for (;;) {
        const auto frame = reader.next();
        if (!frame) {
            stream.error = frame.error().message;
            const auto again = reader.next();
            expect(!again && again.error().message == stream.error, "an error is for good");
            return false;
        }
        if (!*frame) {
            return true;
        }
        stream.frames.push_back({(*frame)->type, (*frame)->batch, std::string((*frame)->payload)});
    }
}

/// Reads `bytes` in pieces of 1 to `largest` bytes.
Stream read_stream(std::string_view bytes, std::size_t largest) {
    FrameReader reader;
    Stream stream;
    std::size_t piece = 1;
    while (!bytes.empty()) {
        const auto fed = std::min(piece, bytes.size());
        reader.feed(bytes.substr(0, fed));
        bytes.remove_prefix(fed);
        if (!drain(reader, stream)) {
            return stream;
        }
        piece = piece % largest + 1;
    }
    stream.inside = reader.inside_frame();
    return stream;
}

void check_message(const OwnFrame& frame) {
    const auto message = decode_message({frame.type, frame.batch, frame.payload});
    if (!message) {
        expect(message.error().code == OutcomeClass::internal, "a bad message is a bug of ours");
        return;
    }
    std::string told;
    std::visit([&](const auto& value) { append(told, value); }, *message);
    FrameReader reader;
    reader.feed(told);
    const auto again = reader.next();
    expect(again && *again && !reader.inside_frame(), "a message makes one frame");
    // A refusal is of no batch, whatever its frame says.
    expect((*again)->type == frame.type &&
               ((*again)->batch == frame.batch || frame.type == FrameType::refused),
           "a frame keeps its type and batch");
    // A deadline beyond what is told is cut; all else has one spelling.
    if (frame.type != FrameType::time) {
        expect((*again)->payload == frame.payload, "a message has one spelling");
    }
    expect(decode_message(**again).operator bool(), "what is told can be read");
}

} // namespace

/// Frames are the same however the stream is chopped, and messages are told again as they came.
void fuzz_wire(ByteView input) {
    Choices choices(input);
    const std::size_t largest = 1 + choices.byte() % 40;
    const std::string_view bytes = as_text(choices.rest());
    const Stream whole = read_stream(bytes, bytes.size() + 1);
    expect(read_stream(bytes, largest) == whole, "chopping changes nothing");
    for (const OwnFrame& frame : whole.frames) {
        check_message(frame);
    }
}

} // namespace imgbatch::test
