/// The words of --size.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include <string_view>

namespace imgbatch {

/// Reads `WxH`, `W`, `Wx`, `xH`, `N%`, each with any of the suffixes `!` (fill), `^` (outside), `>`
/// (never enlarge), `<` (only enlarge), into `options`. What the text does not say stays as it was.
/// Sides are 1 to 65,535; percentages may have a fraction.
/// Errors (usage): says what is wrong, quotes the text and gives an example; `options` is
/// untouched.
Expected<void> parse_size(std::string_view text, GeometryOptions& options);

} // namespace imgbatch
