/// Paths as the bytes they are: no encoding, no normalising behind the caller's back.
#pragma once

#include <string>
#include <string_view>

namespace imgbatch {

/// "a/b.c" -> "a"; "b.c" -> "."; "/b" -> "/".
std::string path_parent(std::string_view path);

/// "a/b.c" -> "b.c"; trailing slashes do not count: "a/b/" -> "b".
std::string_view path_name(std::string_view path);

/// "b.tar.gz" -> "gz"; "" where there is no dot, or only a leading one. Takes a path or a name.
std::string_view path_extension(std::string_view path);

/// The name without its extension and the dot.
std::string_view path_stem(std::string_view path);

/// "a" + "b" -> "a/b"; an empty or "." head is dropped; an absolute tail is kept as it is.
std::string path_join(std::string_view head, std::string_view tail);

/// ASCII letters made small; other bytes stay.
std::string ascii_lower(std::string_view text);

} // namespace imgbatch
