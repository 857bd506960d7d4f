#include "cli/text_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace imgbatch::cli {
namespace {

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& row : rows) {
        const std::size_t counted = row.size() < widths.size() ? row.size() - 1 : row.size();
        for (std::size_t i = 0; i < counted; ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    return widths;
}

} // namespace

std::string text_table(const std::vector<std::vector<std::string>>& rows,
                       const std::vector<std::size_t>& left) {
    if (rows.empty()) {
        return "";
    }
    const auto widths = column_widths(rows);
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool overflows = row.size() < widths.size() && i + 1 == row.size();
            const std::size_t missing =
                overflows || row[i].size() >= widths[i] ? 0 : widths[i] - row[i].size();
            const bool to_left = std::find(left.begin(), left.end(), i) != left.end();
            line += i == 0 ? "" : "  ";
            line +=
                to_left ? row[i] + std::string(missing, ' ') : std::string(missing, ' ') + row[i];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string fixed_text(double value, int digits) {
    char buffer[64];
    const bool tellable = std::isfinite(value) && std::abs(value) < 1e15;
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, tellable ? value : 0.0,
                                   std::chars_format::fixed, digits);
    return std::string(buffer, end.ptr);
}

std::string significant(double value) {
    const double size = std::abs(value);
    if (size < 0.0005) {
        return "0";
    }
    return fixed_text(value, size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

} // namespace imgbatch::cli
