#include "codec/support/hand_jpeg.h"

#include "codec/support/bytes.h"

#include <algorithm>

namespace imgbatch::test {

Bytes hand_table(int kind, const HandCode& code) {
    Bytes payload = bytes({kind});
    for (std::size_t length = 0; length < 16; ++length) {
        payload.push_back(
            static_cast<std::byte>(length < code.size() ? code[length].size() : std::size_t{0}));
    }
    for (const auto& symbols : code) {
        for (const int symbol : symbols) {
            payload.push_back(static_cast<std::byte>(symbol));
        }
    }
    return payload;
}

Bytes hand_bits(std::string_view bits) {
    Bytes data;
    unsigned byte = 0;
    int count = 0;
    const auto put = [&](unsigned bit) {
        byte = byte << 1 | bit;
        if (++count == 8) {
            data.push_back(static_cast<std::byte>(byte));
            if (byte == 0xFF) {
                data.push_back(std::byte{0});
            }
            byte = 0;
            count = 0;
        }
    };
    for (const char c : bits) {
        if (c == '0' || c == '1') {
            put(c == '1' ? 1 : 0);
        }
    }
    while (count != 0) {
        put(1);
    }
    return data;
}

Bytes hand_scan(int component, int dc_and_ac, int first, int last, int high_and_low) {
    return bytes({1, component, dc_and_ac, first, last, high_and_low});
}

std::vector<JpegPiece> hand_header(int frame, int blocks, const HandCode& ac) {
    Bytes steps(65, std::byte{1});
    steps[0] = std::byte{0};
    Bytes size = bytes({8, 0, 8});
    append_number(size, static_cast<std::uint64_t>(8 * blocks), 2, true);
    append(size, bytes({1, 1, 0x11, 0}));
    return {{JpegMarker::soi, {}},
            {JpegMarker::dqt, steps},
            {frame, size},
            {JpegMarker::dht, hand_table(0x00, {{}, {0, 1, 2}, {11}, {12}})},
            {JpegMarker::dht, hand_table(0x10, ac)}};
}

Bytes hand_baseline(int blocks, const HandCode& ac, std::string_view bits) {
    auto pieces = hand_header(JpegMarker::sof0, blocks, ac);
    pieces.push_back({JpegMarker::sos, hand_scan(1, 0x00, 0, 63, 0)});
    pieces.push_back({0, hand_bits(bits)});
    pieces.push_back({JpegMarker::eoi, {}});
    return join_jpeg(pieces);
}

Bytes hand_progressive(int blocks, const HandCode& ac, const std::vector<HandScan>& scans) {
    auto pieces = hand_header(JpegMarker::sof2, blocks, ac);
    for (const HandScan& scan : scans) {
        pieces.push_back(
            {JpegMarker::sos, hand_scan(1, 0x00, scan.first, scan.last, scan.high_and_low)});
        pieces.push_back({0, hand_bits(scan.bits)});
    }
    pieces.push_back({JpegMarker::eoi, {}});
    return join_jpeg(pieces);
}

} // namespace imgbatch::test
