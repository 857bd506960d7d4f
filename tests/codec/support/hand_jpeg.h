/// JPEG files written bit by bit, for what no encoder writes.
#pragma once

#include "codec/support/jpeg_pieces.h"

#include <string_view>
#include <vector>

namespace imgbatch::test {

/// Symbols by the length of their codes: the first list has those of one bit.
using HandCode = std::vector<std::vector<int>>;

/// A DHT payload; `kind`: 0x00 and on for DC, 0x10 and on for AC.
Bytes hand_table(int kind, const HandCode& code);

/// A scan's data: characters 0 and 1 are bits, all others are passed over; filled up with ones and
/// stuffed as files are.
Bytes hand_bits(std::string_view bits);

/// A scan's header of one component.
Bytes hand_scan(int component, int dc_and_ac, int first, int last, int high_and_low);

/// A grey file with 8 x 8 pixels a block, up to its tables: `frame` is the marker, the DC code is
/// 00 for no difference, 01 for a size of 1, 10 for 2, 110 for 11, 1110 for 12; the AC code is
/// `ac`. All quantisation steps are 1.
std::vector<JpegPiece> hand_header(int frame, int blocks, const HandCode& ac);

/// A baseline file of one grey row of `blocks` blocks.
Bytes hand_baseline(int blocks, const HandCode& ac, std::string_view bits);

/// One scan of a progressive file.
struct HandScan {
    int first;
    int last;
    int high_and_low;
    std::string_view bits;
};
Bytes hand_progressive(int blocks, const HandCode& ac, const std::vector<HandScan>& scans);

} // namespace imgbatch::test
