#include "cli/info_text.h"

#include "record/human.h"
#include "record/json_line.h"
#include "record/terminal_text.h"

#include <algorithm>
#include <array>

namespace imgbatch::cli {
namespace {

using Row = std::array<std::string, 7>;

std::string kind_text(const Inspected& entry) {
    std::string text = entry.pixels + " " + std::to_string(entry.bit_depth) + " bit";
    if (!entry.chroma.empty()) {
        text += " " + entry.chroma;
    }
    if (entry.progressive) {
        text += entry.format == ImageFormat::jpeg ? " progressive" : " interlaced";
    }
    if (entry.frames > 1) {
        text += " " + std::to_string(entry.frames) + " frames";
    }
    return text;
}

Row row_of(const Inspected& entry) {
    return {std::string(to_word(entry.format)),
            std::to_string(entry.size.width) + "x" + std::to_string(entry.size.height),
            kind_text(entry),
            std::to_string(entry.orientation),
            entry.profile.empty() ? "none" : entry.profile,
            human_bytes(entry.bytes),
            terminal_text(entry.path)};
}

} // namespace

std::string info_table(const std::vector<Inspected>& entries) {
    std::vector<Row> rows{{"FORMAT", "SIZE", "PIXELS", "EXIF", "PROFILE", "BYTES", "FILE"}};
    for (const Inspected& entry : entries) {
        if (entry.outcome == OutcomeClass::ok) {
            rows.push_back(row_of(entry));
        }
    }
    if (rows.size() == 1) {
        return "";
    }
    const Row::size_type last = rows.front().size() - 1;
    std::array<std::size_t, std::tuple_size_v<Row>> widths{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < last; ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < last; ++i) {
            text += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
        }
        text += row[last] + "\n";
    }
    return text;
}

std::string info_json(const std::vector<Inspected>& entries) {
    std::string text;
    for (const Inspected& entry : entries) {
        JsonLine line;
        line.text("type", "info");
        line.name("input", "input_bytes", entry.path);
        line.text("class", to_word(entry.outcome));
        if (entry.outcome != OutcomeClass::ok) {
            line.text("message", entry.message);
        } else {
            line.text("format", to_word(entry.format));
            line.number("width", entry.size.width);
            line.number("height", entry.size.height);
            line.number("orientation", entry.orientation);
            line.text("pixels", entry.pixels);
            line.number("bit_depth", entry.bit_depth);
            if (!entry.chroma.empty()) {
                line.text("chroma", entry.chroma);
            }
            line.number("progressive", entry.progressive ? 1 : 0);
            line.number("frames", entry.frames);
            line.text("profile", entry.profile.empty() ? "none" : entry.profile);
            line.number("icc_bytes", entry.icc_bytes);
        }
        line.number("bytes", entry.bytes);
        text += std::move(line).finish();
    }
    return text;
}

std::string info_failure(const Inspected& entry) {
    return "imgbatch: " + terminal_text(entry.path) + ": " + std::string(to_word(entry.outcome)) +
           ": " + terminal_text(entry.message);
}

} // namespace imgbatch::cli
