/// Which file a path leads to, however it is spelt.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <sys/stat.h>

namespace imgbatch {

struct FileId {
    dev_t device = 0;
    ino_t inode = 0;

    friend bool operator==(const FileId&, const FileId&) = default;
};

inline FileId file_id(const struct stat& status) {
    return {status.st_dev, status.st_ino};
}

/// Follows symlinks; nullopt where nothing can be reached.
inline std::optional<FileId> file_id(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return file_id(status);
}

struct FileIdHash {
    std::size_t operator()(const FileId& id) const noexcept {
        return std::hash<ino_t>()(id.inode) ^ (std::hash<dev_t>()(id.device) * 0x9E3779B97F4A7C15U);
    }
};

} // namespace imgbatch
