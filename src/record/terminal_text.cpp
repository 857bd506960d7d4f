#include "record/terminal_text.h"

#include "record/utf8.h"

namespace imgbatch {
namespace {

bool is_showable(const Utf8Sequence& sequence) {
    const char32_t c = sequence.code_point;
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool separator = c == 0x2028 || c == 0x2029;
    // Names that use these show as other names: "gpj.exe" as "exe.jpg".
    const bool direction = c == 0x061C || c == 0x200E || c == 0x200F ||
                           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return sequence.valid && !control && !separator && !direction;
}

void append_hex(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += "\\x";
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
}

} // namespace

std::string terminal_text(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const Utf8Sequence sequence = first_utf8(text);
        const std::string_view bytes = text.substr(0, sequence.length);
        if (is_showable(sequence)) {
            shown += bytes;
        } else if (bytes == "\n") {
            shown += "\\n";
        } else if (bytes == "\t") {
            shown += "\\t";
        } else {
            append_hex(shown, bytes);
        }
        text.remove_prefix(sequence.length);
    }
    return shown;
}

} // namespace imgbatch
