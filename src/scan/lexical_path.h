/// Paths as text: what they mean where no symlink interferes. For names and comparisons only; to
/// reach a file, use the path as it was given.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imgbatch {

/// Drops ".", empty components and a slash at the end; resolves "x/..". A relative path keeps the
/// ".." at its front. "" and "a/.." become ".".
std::string lexically_normal(std::string_view path);

/// Normal and absolute; `current` is the absolute path of the current folder.
std::string lexically_absolute(std::string_view path, std::string_view current);

/// What is left of `path` below `folder`, both normal and both absolute or both relative; nullopt
/// if it is not below, or the folder itself.
std::optional<std::string> path_below(std::string_view folder, std::string_view path);

/// The absolute path of the current folder; "/" if it has none (it was removed).
std::string current_folder();

} // namespace imgbatch
