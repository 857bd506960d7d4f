#include "base/path.h"

namespace imgbatch {
namespace {

std::string_view without_trailing_slashes(std::string_view path) {
    while (path.size() > 1 && path.back() == '/') {
        path.remove_suffix(1);
    }
    return path;
}

} // namespace

std::string path_parent(std::string_view path) {
    path = without_trailing_slashes(path);
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return ".";
    }
    return std::string(without_trailing_slashes(path.substr(0, slash == 0 ? 1 : slash)));
}

std::string_view path_name(std::string_view path) {
    path = without_trailing_slashes(path);
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos || path.size() == 1 ? path : path.substr(slash + 1);
}

std::string_view path_extension(std::string_view path) {
    const std::string_view name = path_name(path);
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

std::string_view path_stem(std::string_view path) {
    const std::string_view name = path_name(path);
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string path_join(std::string_view head, std::string_view tail) {
    if (head.empty() || head == "." || tail.starts_with('/')) {
        return std::string(tail);
    }
    std::string joined(head);
    if (joined.back() != '/') {
        joined += '/';
    }
    return joined.append(tail);
}

std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return lower;
}

} // namespace imgbatch
