#include "codec/jpeg/jpeg_scan_count.h"

#include "codec/input_limits.h"
#include "codec/jpeg/plain/source_cursor.h"

namespace imgbatch {
namespace {

enum Marker : unsigned { tem = 0x01, soi = 0xD8, eoi = 0xD9, sos = 0xDA, fill = 0xFF };

/// The code of the next marker but restarts, behind which the cursor is then; 0 at the end.
unsigned next_marker(SourceCursor& cursor) {
    cursor.skip_to_marker(); // across a scan's data
    unsigned code = cursor.byte();
    while (code == fill) {
        code = cursor.byte();
    }
    return cursor.ok() ? code : 0;
}

} // namespace

Expected<void> check_jpeg_scans(const ByteSource& data, const InputLimits& limits) {
    std::uint64_t scans = 0;
    SourceCursor cursor(data);
    for (unsigned code = soi; code != eoi && cursor.ok(); code = next_marker(cursor)) {
        if (code == sos && ++scans > limits.scans) {
            return too_many_scans(limits);
        }
        if (code != soi && code != tem) {
            const unsigned length = cursor.be16();
            cursor.skip(length < 2 ? 0 : length - 2);
        }
    }
    if (cursor.error()) {
        return *cursor.error();
    }
    return {};
}

} // namespace imgbatch
