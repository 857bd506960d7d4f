#include "scan/lexical_path.h"

#include <filesystem>
#include <system_error>
#include <vector>

namespace imgbatch {

std::string lexically_normal(std::string_view path) {
    const bool absolute = path.starts_with('/');
    std::vector<std::string_view> kept;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (part.empty() || part == ".") {
            continue;
        }
        if (part != "..") {
            kept.push_back(part);
        } else if (!kept.empty() && kept.back() != "..") {
            kept.pop_back();
        } else if (!absolute) {
            kept.push_back(part);
        }
    }
    std::string normal = absolute ? "/" : "";
    for (const std::string_view part : kept) {
        if (!normal.empty() && normal.back() != '/') {
            normal += '/';
        }
        normal += part;
    }
    return normal.empty() ? "." : normal;
}

std::string lexically_absolute(std::string_view path, std::string_view current) {
    if (path.starts_with('/')) {
        return lexically_normal(path);
    }
    return lexically_normal(std::string(current).append("/").append(path));
}

std::optional<std::string> path_below(std::string_view folder, std::string_view path) {
    if (folder == ".") {
        const bool below =
            !path.starts_with('/') && path != "." && path != ".." && !path.starts_with("../");
        return below ? std::optional(std::string(path)) : std::nullopt;
    }
    if (!path.starts_with(folder)) {
        return std::nullopt;
    }
    path.remove_prefix(folder.size());
    if (folder != "/") {
        if (!path.starts_with('/')) {
            return std::nullopt;
        }
        path.remove_prefix(1);
    }
    return path.empty() ? std::nullopt : std::optional(std::string(path));
}

std::string current_folder() {
    std::error_code error;
    const auto path = std::filesystem::current_path(error);
    return error ? "/" : path.string();
}

} // namespace imgbatch
