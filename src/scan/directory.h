/// One directory, open for its names and for looking at them.
#pragma once

#include <imgbatch/result.h>

#include "scan/file_id.h"

#include <dirent.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace imgbatch {

enum class FollowLinks { no, yes };

/// Owns one descriptor. Move-only.
class Directory {
public:
    /// Opens `name` relative to the directory `at` (or AT_FDCWD). FollowLinks::no refuses a symlink
    /// as the last component. Errors: read_error or name_too_long, with errno.
    static Expected<Directory> open(int at, const std::string& name, FollowLinks follow);

    [[nodiscard]] FileId id() const { return id_; }

    /// Calls `visit` with each name but "." and "..", in the file system's order, and its d_type.
    /// Returns the errno that ended the reading early, else 0. To be called once.
    int read(const std::function<void(std::string_view, unsigned char)>& visit);

    /// Looks at one name. Returns errno, 0 when `status` is filled in.
    int look_at(const std::string& name, FollowLinks follow, struct stat& status) const;

    /// The descriptor, for opening what lies below; stays owned here.
    [[nodiscard]] int fd() const { return ::dirfd(stream_.get()); }

private:
    struct Close {
        void operator()(DIR* stream) const { ::closedir(stream); }
    };
    using Stream = std::unique_ptr<DIR, Close>;

    Directory(Stream stream, FileId id) : stream_(std::move(stream)), id_(id) {}

    Stream stream_;
    FileId id_;
};

} // namespace imgbatch
