/// A file system with an end.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>

#include <sys/mount.h>

namespace imgbatch::test {

/// A tmpfs of `size` ("256k") on `path`, which is made; mounted() is false where that is not
/// allowed. Taken off at the end.
class TinyDisk {
public:
    TinyDisk(std::string path, const std::string& size) : path_(std::move(path)) {
        std::filesystem::create_directory(path_);
        mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    }
    TinyDisk(const TinyDisk&) = delete;
    TinyDisk& operator=(const TinyDisk&) = delete;
    ~TinyDisk() {
        if (mounted_) {
            ::umount2(path_.c_str(), MNT_DETACH);
        }
    }

    [[nodiscard]] bool mounted() const { return mounted_; }
    void make_read_only() const {
        REQUIRE(::mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "") == 0);
    }

private:
    std::string path_;
    bool mounted_ = false;
};

} // namespace imgbatch::test
