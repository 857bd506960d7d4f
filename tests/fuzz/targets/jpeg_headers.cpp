#include "codec/codec.h"
#include "codec/icc.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/segment_reader.h"
#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <string>

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

/// Bits of a segment, eight at a time, and how it ended.
std::string read_segment(ByteView file, std::uint64_t offset, std::size_t piece) {
    constexpr std::size_t most = 4096;
    SegmentBuffers buffers;
    SegmentReader reader(ByteSource(file), buffers, piece, 1);
    const auto opened = reader.open(offset);
    if (!opened || !*opened) {
        return "not opened";
    }
    std::string bits;
    while (bits.size() < most) {
        if (reader.runs_low()) {
            const auto more = reader.more();
            if (!more || !*more) {
                return bits + "!";
            }
        }
        reader.bits.refill();
        bits += static_cast<char>(reader.bits.peek(8));
        reader.bits.consume(8);
    }
    return bits;
}

} // namespace

/// What the own decoder and libjpeg's probe read of a JPEG before its pixels.
void fuzz_jpeg_headers(ByteView input) {
    const auto headers = read_jpeg_headers(ByteSource(input));
    expect(headers.operator bool(), "memory can be read");
    if (*headers) {
        check_headers(**headers, input);
        for (const JpegScan& scan : (*headers)->scans) {
            const std::string bits = read_segment(input, scan.data, 18);
            expect(read_segment(input, scan.data, 37) == bits &&
                       read_segment(input, scan.data, 8192) == bits,
                   "a segment's bits do not depend on the pieces that it is read in");
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
