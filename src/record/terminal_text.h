/// Any bytes as text that a terminal only shows.
#pragma once

#include <string>
#include <string_view>

namespace imgbatch {

/// `text` with everything written out that a terminal would obey or that would change how the rest
/// looks: control characters (C0, DEL, C1), line and paragraph separators, and the marks that turn
/// the direction of writing. Newline and tab become `\n` and `\t`, other bytes and what is no UTF-8
/// `\xNN`. One line, valid UTF-8. For looking at, not for reading back: a backslash stays as it is.
std::string terminal_text(std::string_view text);

} // namespace imgbatch
