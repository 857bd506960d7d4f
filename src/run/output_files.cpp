#include "run/output_files.h"

#include "base/path.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace imgbatch {
namespace {

std::optional<FileId> id_of(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 ? std::optional(file_id(status)) : std::nullopt;
}

/// "a/Bc.jpg" -> "a/bC.JPG".
std::string other_case(const std::string& path) {
    std::string name(path_name(path));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter ? static_cast<char>(c ^ 0x20) : c;
    });
    return path_join(path_parent(path), name);
}

} // namespace

bool OutputFiles::add(const std::string& output) {
    const auto id = id_of(output);
    if (!id) {
        return false;
    }
    files_.insert(*id);
    return !folded_.claim(ascii_lower(output)) && id_of(other_case(output)) == id;
}

bool OutputFiles::holds(const std::string& output) const {
    const auto id = id_of(output);
    return id && files_.contains(*id);
}

} // namespace imgbatch
