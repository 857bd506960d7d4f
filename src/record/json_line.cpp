// Written by hand, read by a library: a record is a flat list of known fields, and writing one is
// on the way of every image, where building a tree first costs several times the escaping itself.
// Reading is for hostile input and rare: there a proven parser is worth more than speed.
#include "record/json_line.h"

#include "record/base64.h"
#include "record/utf8.h"

#include <charconv>
#include <cmath>

namespace imgbatch {
namespace {

bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char32_t code_point) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        out += digits[code_point >> static_cast<unsigned>(shift) & 0xFU];
    }
}

void append_character(std::string& out, std::string_view bytes, const Utf8Sequence& sequence) {
    const char32_t c = sequence.code_point;
    if (!sequence.valid) {
        out += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
        out += '\\';
        out += static_cast<char>(c);
    } else if (c == '\n') {
        out += "\\n";
    } else if (c == '\t') {
        out += "\\t";
    } else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029) {
        append_escaped(out, c);
    } else {
        out += bytes;
    }
}

} // namespace

void JsonLine::text(std::string_view name, std::string_view value) {
    key(name);
    string(value);
}

void JsonLine::name(std::string_view name, std::string_view bytes_name, std::string_view value) {
    text(name, value);
    if (!is_utf8(value)) {
        text(bytes_name, encode_base64(value));
    }
}

void JsonLine::texts(std::string_view name, std::span<const std::string> values) {
    key(name);
    line_ += '[';
    for (const std::string& value : values) {
        if (line_.back() != '[') {
            line_ += ',';
        }
        string(value);
    }
    line_ += ']';
}

void JsonLine::number(std::string_view name, std::uint64_t value) {
    key(name);
    line_ += std::to_string(value);
}

void JsonLine::decimal(std::string_view name, double value) {
    key(name);
    char buffer[64];
    // Beyond 10^15 a double has no digits left behind the point, and no run lasts that long.
    const bool tellable = std::isfinite(value) && std::abs(value) < 1e15;
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, tellable ? value : 0.0,
                                   std::chars_format::fixed, 6);
    line_.append(buffer, end.ptr);
}

void JsonLine::begin_object(std::string_view name) {
    key(name);
    line_ += '{';
}

void JsonLine::end_object() {
    line_ += '}';
}

std::string JsonLine::finish() && {
    line_ += "}\n";
    return std::move(line_);
}

void JsonLine::key(std::string_view key) {
    if (line_.back() != '{') {
        line_ += ',';
    }
    line_ += '"';
    line_ += key;
    line_ += "\":";
}

void JsonLine::string(std::string_view value) {
    line_ += '"';
    while (!value.empty()) {
        std::size_t plain = 0;
        while (plain < value.size() && is_plain(value[plain])) {
            ++plain;
        }
        line_ += value.substr(0, plain);
        value.remove_prefix(plain);
        if (!value.empty()) {
            const Utf8Sequence sequence = first_utf8(value);
            append_character(line_, value.substr(0, sequence.length), sequence);
            value.remove_prefix(sequence.length);
        }
    }
    line_ += '"';
}

} // namespace imgbatch
