#include "codec/codec.h"
#include "codec/icc.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/segment_reader.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <string>
#include <string_view>

namespace imgbatch::test {
namespace {

bool is_byte_of(int value, int last) {
    return value >= 0 && value <= last;
}

void check_headers(const JpegHeaders& headers, ByteView file) {
    const JpegFrame& frame = headers.frame;
    expect(frame.width >= 1 && frame.width <= 65'535 && frame.height >= 1 && frame.height <= 65'535,
           "a frame has sides");
    expect(frame.components.size() == 1 || frame.components.size() == 3, "grey or three");
    for (const FrameComponent& component : frame.components) {
        expect(component.h >= 1 && component.h <= 2 && component.v >= 1 && component.v <= 2,
               "sampling factors are 1 or 2");
        expect(component.blocks_x >= 1 && component.blocks_x <= 8192 && component.blocks_y >= 1 &&
                   component.blocks_y <= 8192,
               "a component has blocks");
    }
    expect(!headers.scans.empty() && headers.scans.size() <= 64, "there are scans, not too many");
    for (const JpegScan& scan : headers.scans) {
        expect(scan.data <= file.size(), "a scan's data lies in the file");
        expect(!scan.components.empty() && scan.components.size() <= frame.components.size(),
               "a scan has components");
        for (const JpegScan::Component& component : scan.components) {
            expect(is_byte_of(component.index, static_cast<int>(frame.components.size()) - 1),
                   "of the frame");
        }
        // Whether they make sense is for progressive_plan.h to say.
        expect(is_byte_of(scan.spectral_begin, 255) && is_byte_of(scan.spectral_end, 255) &&
                   is_byte_of(scan.high_bit, 15) && is_byte_of(scan.low_bit, 15),
               "a scan's numbers are those of its bytes");
    }
}

/// A segment's bytes by the plainest means.
struct Segment {
    std::string bytes;
    bool whole =
        false; ///< a marker follows, without fill bytes, which the reader leaves to libjpeg
};

Segment unstuff_plainly(ByteView file, std::uint64_t offset) {
    Segment segment;
    const std::string_view data = as_text(file).substr(static_cast<std::size_t>(offset));
    for (std::size_t i = 0; i < data.size(); ++i) {
        segment.bytes += data[i];
        if (data[i] == '\xff') {
            ++i;
            if (i == data.size() || data[i] != 0) {
                segment.bytes.pop_back();
                segment.whole = i < data.size() && data[i] != '\xff';
                break;
            }
        }
    }
    return segment;
}

/// The reader's bytes are those of `wanted`, however few it reads at once: all of them and then
/// zeros, or, where it cannot go on, as many as it had until it found out.
void check_segment(ByteView file, std::uint64_t offset, const Segment& wanted, std::size_t piece) {
    constexpr std::size_t longest_step = 1;
    constexpr std::size_t look_ahead = 8;
    SegmentBuffers buffers;
    SegmentReader reader(ByteSource(file), buffers, piece, longest_step);
    const auto opened = reader.open(offset);
    expect(opened.operator bool(), "memory can be read");
    std::size_t taken = 0;
    bool more = *opened;
    while (more && taken < wanted.bytes.size() + look_ahead) {
        if (reader.runs_low()) {
            const auto filled = reader.more();
            expect(filled.operator bool(), "memory can be read");
            more = *filled;
        }
        if (more) {
            reader.bits.refill();
            const auto byte = static_cast<char>(reader.bits.peek(8));
            expect(byte == (taken < wanted.bytes.size() ? wanted.bytes[taken] : '\0'),
                   "a segment's bits do not depend on the pieces that it is read in");
            reader.bits.consume(8);
            ++taken;
        }
    }
    if (wanted.whole) {
        expect(taken >= wanted.bytes.size(), "a segment is read to its end");
    } else {
        expect(taken <= wanted.bytes.size() && !more, "a segment without an end is refused");
    }
}

} // namespace

/// What the own decoder and libjpeg's probe read of a JPEG before its pixels.
void fuzz_jpeg_headers(ByteView input) {
    const auto headers = read_jpeg_headers(ByteSource(input));
    expect(headers.operator bool(), "memory can be read");
    if (*headers) {
        check_headers(**headers, input);
        for (const JpegScan& scan : (*headers)->scans) {
            const Segment wanted = unstuff_plainly(input, scan.data);
            for (const std::size_t piece : {std::size_t{18}, std::size_t{37}, std::size_t{8192}}) {
                check_segment(input, scan.data, wanted, piece);
            }
        }
    }
    if (sniff(input) == ImageFormat::jpeg) {
        const auto info = probe(input, {});
        expect(!info || info->icc.empty() || is_icc_profile(info->icc), "a profile is one");
        expect(!info || !*headers ||
                   (info->size.width == (*headers)->frame.width &&
                    info->size.height == (*headers)->frame.height),
               "both readers see one size");
    }
}

} // namespace imgbatch::test
