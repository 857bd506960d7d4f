/// A JPEG file taken apart into its markers, to be put together otherwise.
#pragma once

#include "base/bytes.h"

#include <vector>

namespace imgbatch::test {

/// One marker with its payload, or what lies between a scan's header and the next marker that is no
/// restart.
struct JpegPiece {
    int marker = 0; ///< the byte after FF; 0: a scan's data
    Bytes payload;  ///< without the marker and its length; of scans: as stored
    bool operator==(const JpegPiece&) const = default;
};

/// Marker bytes that tests name.
struct JpegMarker {
    static constexpr int sof0 = 0xC0, sof1 = 0xC1, sof2 = 0xC2, dht = 0xC4, rst0 = 0xD0, soi = 0xD8,
                         eoi = 0xD9, sos = 0xDA, dqt = 0xDB, dnl = 0xDC, dri = 0xDD, app0 = 0xE0,
                         app14 = 0xEE, com = 0xFE;
};

/// The pieces of a sound file, in order, SOI and EOI among them.
std::vector<JpegPiece> split_jpeg(ByteView file);

/// The file that pieces make; lengths come from the payloads.
Bytes join_jpeg(const std::vector<JpegPiece>& pieces);

/// The `nth` piece with this marker; throws, and so fails the test case, if there is none.
JpegPiece& piece_of(std::vector<JpegPiece>& pieces, int marker, std::size_t nth = 0);

/// Where that piece is among all.
std::size_t place_of(const std::vector<JpegPiece>& pieces, int marker, std::size_t nth = 0);

} // namespace imgbatch::test
