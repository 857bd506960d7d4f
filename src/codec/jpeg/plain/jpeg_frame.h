/// What the headers of a JPEG of a common kind say.
#pragma once

#include "base/byte_source.h"
#include "codec/jpeg/plain/huffman_code.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace imgbatch {

/// One component of the frame. Counts of blocks are those of 8x8 samples at full size.
struct FrameComponent {
    std::uint8_t id = 0;
    int h = 1; ///< sampling factors, 1 or 2; of grey always 1
    int v = 1;
    int blocks_x = 0; ///< blocks that the picture touches
    int blocks_y = 0;
    std::array<std::uint16_t, 64> quantizers{}; ///< in file (zigzag) order; as of the first scan
};

/// A frame of one or three components; the first one has the largest factors.
struct JpegFrame {
    int width = 0;
    int height = 0;
    bool progressive = false;
    std::vector<FrameComponent> components;

    int mcus_x = 0; ///< of interleaved scans
    int mcus_y = 0;
};

/// One scan, with the codes and the restart interval that hold for it.
struct JpegScan {
    struct Component {
        int index = 0; ///< in the frame
        HuffmanCode dc;
        HuffmanCode ac;
    };
    std::vector<Component> components;
    int spectral_begin = 0;   ///< Ss
    int spectral_end = 63;    ///< Se
    int high_bit = 0;         ///< Ah
    int low_bit = 0;          ///< Al
    int restart_interval = 0; ///< MCUs; 0: none
    std::uint64_t data = 0;   ///< where in the file its entropy-coded data begins
};

/// More scans than these are none of a common kind.
inline constexpr unsigned max_plain_jpeg_scans = 64;

/// Frame and scans of a file. Codes that a scan uses are defined and sound.
struct JpegHeaders {
    JpegFrame frame;
    std::vector<JpegScan> scans;
};

/// Reads the markers up to the first scan's data of a baseline (or extended sequential) file, or
/// those of all scans of a progressive one up to the end marker. nullopt for whatever is not of the
/// kinds that plain_jpeg.h names, and for all that libjpeg might warn about: it decides then.
/// Errors: of reading. Allocates no more than 64 scans.
Expected<std::optional<JpegHeaders>> read_jpeg_headers(const ByteSource& source);

} // namespace imgbatch
