#include "record/utf8.h"

namespace imgbatch {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

/// What a lead byte promises: how many bytes follow, and where the first of them must lie. The
/// narrowed ranges shut out overlong forms (E0, F0), surrogates (ED) and code points beyond
/// U+10FFFF (F4).
struct Lead {
    std::size_t following = 0;
    unsigned low = 0x80;
    unsigned high = 0xBF;
};

Lead lead_of(unsigned byte) {
    if (byte >= 0xC2 && byte <= 0xDF) {
        return {1};
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        return {2, byte == 0xE0 ? 0xA0U : 0x80U, byte == 0xED ? 0x9FU : 0xBFU};
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        return {3, byte == 0xF0 ? 0x90U : 0x80U, byte == 0xF4 ? 0x8FU : 0xBFU};
    }
    return {};
}

} // namespace

Utf8Sequence first_utf8(std::string_view text) {
    const unsigned first = byte_at(text, 0);
    if (first < 0x80) {
        return {1, first, true};
    }
    Lead lead = lead_of(first);
    if (lead.following == 0) {
        return {};
    }
    char32_t code_point = first & (0x3FU >> lead.following);
    for (std::size_t i = 1; i <= lead.following; ++i) {
        if (i >= text.size() || byte_at(text, i) < lead.low || byte_at(text, i) > lead.high) {
            return {i, 0, false};
        }
        code_point = code_point << 6U | (byte_at(text, i) & 0x3FU);
        lead.low = 0x80;
        lead.high = 0xBF;
    }
    return {lead.following + 1, code_point, true};
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const Utf8Sequence sequence = first_utf8(text);
        if (!sequence.valid) {
            return false;
        }
        text.remove_prefix(sequence.length);
    }
    return true;
}

std::string repair_utf8(std::string_view text) {
    std::string repaired;
    repaired.reserve(text.size());
    while (!text.empty()) {
        const Utf8Sequence sequence = first_utf8(text);
        repaired += sequence.valid ? text.substr(0, sequence.length) : "\xEF\xBF\xBD";
        text.remove_prefix(sequence.length);
    }
    return repaired;
}

std::string clip_utf8(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) {
        return std::string(text);
    }
    std::size_t kept = 0;
    for (;;) {
        const std::size_t length = first_utf8(text.substr(kept)).length;
        if (kept + length > max_bytes) {
            return std::string(text.substr(0, kept)) + "\xE2\x80\xA6";
        }
        kept += length;
    }
}

} // namespace imgbatch
