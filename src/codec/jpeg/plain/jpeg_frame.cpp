#include "codec/jpeg/plain/jpeg_frame.h"

#include "codec/jpeg/plain/source_cursor.h"

#include <algorithm>
#include <cassert>
#include <string_view>

namespace imgbatch {
namespace {

constexpr int max_blocks_per_mcu = 10; // T.81, B.2.3

enum Marker : unsigned {
    sof0 = 0xC0,
    sof1 = 0xC1,
    sof2 = 0xC2,
    dht = 0xC4,
    soi = 0xD8,
    eoi = 0xD9,
    sos = 0xDA,
    dqt = 0xDB,
    dri = 0xDD,
    app0 = 0xE0,
    app14 = 0xEE,
    app15 = 0xEF,
    com = 0xFE
};

int ceil_quotient(int a, int b) {
    return (a + b - 1) / b;
}

using Quantizers = std::array<std::uint16_t, 64>;

/// The tables that are in force, and what was read so far. Every function is false for what is not
/// plain; what was read past the source's end is found by whoever looks at the cursor.
class HeaderReader {
public:
    explicit HeaderReader(const ByteSource& source) : cursor_(source) {}

    bool read();
    [[nodiscard]] const SourceCursor& cursor() const { return cursor_; }
    JpegHeaders take() { return std::move(headers_); }

private:
    bool read_segment(unsigned marker);
    bool read_app0();
    bool read_app14();
    bool read_quantizers();
    bool read_codes();
    bool read_frame(bool progressive);
    bool read_factors(FrameComponent& component, bool is_single);
    bool measure_frame();
    bool read_scan();
    bool add_component(JpegScan& scan, unsigned id, unsigned tables) const;
    bool latch_quantizers();

    [[nodiscard]] bool saw_frame() const { return !headers_.frame.components.empty(); }

    SourceCursor cursor_;
    int left_ = 0; ///< bytes of the segment at hand
    JpegHeaders headers_;
    std::array<Quantizers, 4> quantizers_{};
    std::array<bool, 4> has_quantizers_{};
    std::array<int, 3> quantizer_index_{};
    std::array<HuffmanCode, 4> dc_codes_;
    std::array<HuffmanCode, 4> ac_codes_;
    int restart_interval_ = 0;
};

bool HeaderReader::read() {
    if (cursor_.be16() != (0xFF00U | soi)) {
        return false;
    }
    while (cursor_.ok()) {
        if (cursor_.byte() != 0xFF) {
            return false;
        }
        const unsigned marker = cursor_.byte();
        if (marker == eoi) {
            return !headers_.scans.empty();
        }
        left_ = cursor_.be16() - 2;
        if (left_ < 0) {
            return false;
        }
        const std::uint64_t end = cursor_.offset() + static_cast<std::uint64_t>(left_);
        if (!read_segment(marker) || !cursor_.ok()) {
            return false;
        }
        if (marker != sos) {
            cursor_.skip(end - cursor_.offset());
        } else if (!headers_.frame.progressive) {
            return true;
        } else {
            cursor_.skip_to_marker();
        }
    }
    return false;
}

/// Reads no byte beyond the segment. What it leaves is skipped.
bool HeaderReader::read_segment(unsigned marker) {
    switch (marker) {
    case sof0:
    case sof1:
    case sof2:
        return read_frame(marker == sof2);
    case dht:
        return read_codes();
    case dqt:
        // Which table a later scan goes by is a question that libjpeg shall answer.
        return headers_.scans.empty() && read_quantizers();
    case dri:
        restart_interval_ = left_ == 2 ? cursor_.be16() : 0;
        return left_ == 2;
    case sos:
        return read_scan();
    case app0:
        return read_app0();
    case app14:
        return read_app14();
    default:
        return (marker > app0 && marker <= app15) || marker == com;
    }
}

/// libjpeg warns about other versions than 1.
bool HeaderReader::read_app0() {
    if (left_ < 14) {
        return true;
    }
    for (const char c : std::string_view("JFIF\0", 5)) {
        if (cursor_.byte() != static_cast<std::uint8_t>(c)) {
            return true;
        }
    }
    return cursor_.byte() == 1;
}

/// libjpeg may warn about transforms that it does not know. Which one a known one is, it has
/// already told.
bool HeaderReader::read_app14() {
    if (left_ < 12) {
        return true;
    }
    for (const char c : std::string_view("Adobe")) {
        if (cursor_.byte() != static_cast<std::uint8_t>(c)) {
            return true;
        }
    }
    cursor_.skip(6);
    return cursor_.byte() <= 1;
}

bool HeaderReader::read_quantizers() {
    while (left_ > 0) {
        const unsigned kind = cursor_.byte();
        const int bytes = kind >> 4 == 0 ? 64 : 128;
        left_ -= 1 + bytes;
        if (kind >> 4 > 1 || (kind & 15) > 3 || left_ < 0) {
            return false;
        }
        for (std::uint16_t& number : quantizers_[kind & 15]) {
            number = bytes == 64 ? cursor_.byte() : cursor_.be16();
        }
        has_quantizers_[kind & 15] = true;
    }
    return true;
}

bool HeaderReader::read_codes() {
    while (left_ > 0) {
        const unsigned kind = cursor_.byte();
        if (kind >> 4 > 1 || (kind & 15) > 3 || left_ < 17) {
            return false;
        }
        HuffmanCode& code = (kind >> 4 == 0 ? dc_codes_ : ac_codes_)[kind & 15];
        code = HuffmanCode();
        std::generate(code.counts.begin() + 1, code.counts.end(), [&] { return cursor_.byte(); });
        const int count = code.symbol_count();
        left_ -= 17 + count;
        if (count > static_cast<int>(code.symbols.size()) || left_ < 0) {
            return false;
        }
        std::generate_n(code.symbols.begin(), count, [&] { return cursor_.byte(); });
        code.defined = true;
    }
    return true;
}

bool HeaderReader::read_frame(bool progressive) {
    if (saw_frame() || left_ < 6) {
        return false;
    }
    JpegFrame& frame = headers_.frame;
    frame.progressive = progressive;
    const unsigned bits = cursor_.byte();
    frame.height = cursor_.be16();
    frame.width = cursor_.be16();
    const int count = cursor_.byte();
    if (bits != 8 || frame.width == 0 || frame.height == 0 || (count != 1 && count != 3) ||
        left_ != 6 + 3 * count) {
        return false;
    }
    for (int i = 0; i < count; ++i) {
        FrameComponent component;
        component.id = cursor_.byte();
        if (!read_factors(component, count == 1)) {
            return false;
        }
        const unsigned table = cursor_.byte();
        if (table > 3) {
            return false;
        }
        quantizer_index_[static_cast<std::size_t>(i)] = static_cast<int>(table);
        frame.components.push_back(component);
    }
    return measure_frame();
}

bool HeaderReader::read_factors(FrameComponent& component, bool is_single) {
    const int factors = cursor_.byte();
    component.h = factors >> 4;
    component.v = factors & 15;
    const int most = is_single ? 4 : 2;
    if (component.h < 1 || component.h > most || component.v < 1 || component.v > most) {
        return false;
    }
    if (is_single) { // whatever they are, its blocks come one by one
        component.h = 1;
        component.v = 1;
    }
    return true;
}

bool HeaderReader::measure_frame() {
    JpegFrame& frame = headers_.frame;
    const FrameComponent& first = frame.components.front();
    int blocks = 0;
    for (FrameComponent& component : frame.components) {
        if (component.h > first.h || component.v > first.v) {
            return false;
        }
        blocks += component.h * component.v;
        component.blocks_x = ceil_quotient(frame.width * component.h, 8 * first.h);
        component.blocks_y = ceil_quotient(frame.height * component.v, 8 * first.v);
    }
    if (frame.components.size() == 3) {
        const auto& c = frame.components;
        if (c[1].h != c[2].h || c[1].v != c[2].v || c[0].id == c[1].id || c[0].id == c[2].id ||
            c[1].id == c[2].id) {
            return false;
        }
    }
    frame.mcus_x = ceil_quotient(frame.width, 8 * first.h);
    frame.mcus_y = ceil_quotient(frame.height, 8 * first.v);
    return blocks <= max_blocks_per_mcu;
}

bool HeaderReader::read_scan() {
    if (!saw_frame() || headers_.scans.size() == max_plain_jpeg_scans || left_ < 1) {
        return false;
    }
    const int count = cursor_.byte();
    if (count < 1 || count > static_cast<int>(headers_.frame.components.size()) ||
        left_ != 4 + 2 * count) {
        return false;
    }
    JpegScan scan;
    std::array<unsigned, 3> ids{};
    std::array<unsigned, 3> tables{};
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        ids[i] = cursor_.byte();
        tables[i] = cursor_.byte();
    }
    scan.spectral_begin = cursor_.byte();
    scan.spectral_end = cursor_.byte();
    const int bits = cursor_.byte();
    scan.high_bit = bits >> 4;
    scan.low_bit = bits & 15;
    const bool whole = scan.spectral_begin == 0 && scan.spectral_end == 63 && bits == 0 &&
                       count == static_cast<int>(headers_.frame.components.size());
    if (!headers_.frame.progressive && !whole) {
        return false;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        if (!add_component(scan, ids[i], tables[i])) {
            return false;
        }
    }
    scan.restart_interval = restart_interval_;
    scan.data = cursor_.offset();
    if (headers_.scans.empty() && !latch_quantizers()) {
        return false;
    }
    headers_.scans.push_back(std::move(scan));
    return true;
}

/// Components of a scan stand in the frame's order.
bool HeaderReader::add_component(JpegScan& scan, unsigned id, unsigned tables) const {
    const unsigned dc = tables >> 4;
    const unsigned ac = tables & 15;
    if (dc > 3 || ac > 3) {
        return false;
    }
    const auto& components = headers_.frame.components;
    const int from = scan.components.empty() ? 0 : scan.components.back().index + 1;
    const auto found = std::find_if(components.begin() + from, components.end(),
                                    [id](const auto& component) { return component.id == id; });
    if (found == components.end()) {
        return false;
    }
    const bool progressive = headers_.frame.progressive;
    const bool wants_dc = scan.spectral_begin == 0 && scan.high_bit == 0;
    const bool wants_ac = !progressive || scan.spectral_begin > 0;
    const auto is_usable = [](const HuffmanCode& code) { return code.defined && code.is_sound(); };
    if ((wants_dc && (!is_usable(dc_codes_[dc]) || !dc_codes_[dc].has_only_sizes())) ||
        (wants_ac && !is_usable(ac_codes_[ac]))) {
        return false;
    }
    JpegScan::Component component;
    component.index = static_cast<int>(found - components.begin());
    if (wants_dc) {
        component.dc = dc_codes_[dc];
    }
    if (wants_ac) {
        component.ac = ac_codes_[ac];
    }
    scan.components.push_back(component);
    return true;
}

bool HeaderReader::latch_quantizers() {
    auto& components = headers_.frame.components;
    for (std::size_t i = 0; i < components.size(); ++i) {
        const auto table = static_cast<std::size_t>(quantizer_index_[i]);
        if (!has_quantizers_[table]) {
            return false;
        }
        components[i].quantizers = quantizers_[table];
    }
    return true;
}

} // namespace

Expected<std::optional<JpegHeaders>> read_jpeg_headers(const ByteSource& source) {
    HeaderReader reader(source);
    const bool plain = reader.read();
    if (reader.cursor().error()) {
        return *reader.cursor().error();
    }
    return plain ? std::optional(reader.take()) : std::nullopt;
}

} // namespace imgbatch
