/// The deeds that end, stop or disfigure the process.
#pragma once

#include <string_view>

namespace imgbatch::fault {

/// Whether `word` is such a deed. It has been done when this returns true, which it seldom does.
bool do_deadly(std::string_view word, std::string_view argument);

} // namespace imgbatch::fault
