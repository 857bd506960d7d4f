#include "codec/support/jpeg_pieces.h"

#include "codec/support/bytes.h"

#include <stdexcept>

namespace imgbatch::test {
namespace {

bool stands_alone(int marker) {
    return marker == JpegMarker::soi || marker == JpegMarker::eoi ||
           (marker >= JpegMarker::rst0 && marker < JpegMarker::rst0 + 8);
}

/// Where a scan's data ends: at a marker that is neither a stuffed FF nor a restart.
std::size_t end_of_scan(ByteView file, std::size_t at) {
    while (at + 1 < file.size()) {
        const int next = std::to_integer<int>(file[at + 1]);
        if (file[at] == std::byte{0xFF} && next != 0 &&
            (next < JpegMarker::rst0 || next >= JpegMarker::rst0 + 8)) {
            return at;
        }
        ++at;
    }
    return file.size();
}

} // namespace

std::vector<JpegPiece> split_jpeg(ByteView file) {
    std::vector<JpegPiece> pieces;
    std::size_t at = 0;
    while (at + 1 < file.size()) {
        const int marker = std::to_integer<int>(file[at + 1]);
        at += 2;
        if (stands_alone(marker)) {
            pieces.push_back({marker, {}});
            continue;
        }
        const std::size_t length = std::to_integer<std::size_t>(file[at]) << 8U |
                                   std::to_integer<std::size_t>(file[at + 1]);
        const ByteView payload = file.subspan(at + 2, length - 2);
        pieces.push_back({marker, Bytes(payload.begin(), payload.end())});
        at += length;
        if (marker == JpegMarker::sos) {
            const std::size_t end = end_of_scan(file, at);
            const ByteView data = file.subspan(at, end - at);
            pieces.push_back({0, Bytes(data.begin(), data.end())});
            at = end;
        }
    }
    return pieces;
}

Bytes join_jpeg(const std::vector<JpegPiece>& pieces) {
    Bytes file;
    for (const JpegPiece& piece : pieces) {
        if (piece.marker != 0) {
            file.push_back(std::byte{0xFF});
            file.push_back(static_cast<std::byte>(piece.marker));
            if (!stands_alone(piece.marker)) {
                append_number(file, piece.payload.size() + 2, 2, true);
            }
        }
        append(file, piece.payload);
    }
    return file;
}

std::size_t place_of(const std::vector<JpegPiece>& pieces, int marker, std::size_t nth) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].marker == marker && nth-- == 0) {
            return i;
        }
    }
    throw std::logic_error("a test looks for a marker that is not there");
}

JpegPiece& piece_of(std::vector<JpegPiece>& pieces, int marker, std::size_t nth) {
    return pieces[place_of(pieces, marker, nth)];
}

} // namespace imgbatch::test
