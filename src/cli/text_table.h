/// Plain text in columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace imgbatch::cli {

/// Columns aligned, two blanks between them; to the left where `left` says so and to the right
/// elsewhere. Rows may be shorter than the first; the last cell of a short row takes no part in its
/// column's width. Cells are ASCII.
std::string text_table(const std::vector<std::vector<std::string>>& rows,
                       const std::vector<std::size_t>& left);

/// With `digits` digits behind the point, in any locale.
std::string fixed_text(double value, int digits);

/// Three significant digits, more only where a number has more before its point: "0.123", "4.32",
/// "61.5", "1234"; "0" for what is less than half a thousandth.
std::string significant(double value);

} // namespace imgbatch::cli
