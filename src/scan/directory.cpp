#include "scan/directory.h"

#include "base/fd.h"

#include <fcntl.h>

#include <cerrno>

namespace imgbatch {
namespace {

Error directory_error(std::string_view what, int reason) {
    const auto code =
        reason == ENAMETOOLONG ? OutcomeClass::name_too_long : OutcomeClass::read_error;
    return system_error(code, Stage::scan, what, reason);
}

} // namespace

Expected<Directory> Directory::open(int at, const std::string& name, FollowLinks follow) {
    const int no_follow = follow == FollowLinks::no ? O_NOFOLLOW : 0;
    Fd fd(::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | no_follow));
    if (!fd) {
        return directory_error("cannot open the folder", errno);
    }
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) {
        return directory_error("cannot stat the folder", errno);
    }
    Stream stream(::fdopendir(fd.get()));
    if (!stream) {
        return directory_error("cannot read the folder", errno);
    }
    [[maybe_unused]] const int now_of_the_stream = fd.release();
    return Directory(std::move(stream), file_id(status));
}

int Directory::read(const std::function<void(std::string_view, unsigned char)>& visit) {
    for (;;) {
        errno = 0; // the only way to tell readdir's end from its failure
        const dirent* entry = ::readdir(stream_.get());
        if (entry == nullptr) {
            return errno;
        }
        const std::string_view name(entry->d_name);
        if (name != "." && name != "..") {
            visit(name, entry->d_type);
        }
    }
}

int Directory::look_at(const std::string& name, FollowLinks follow, struct stat& status) const {
    const int flags = AT_NO_AUTOMOUNT | (follow == FollowLinks::no ? AT_SYMLINK_NOFOLLOW : 0);
    return ::fstatat(fd(), name.c_str(), &status, flags) == 0 ? 0 : errno;
}

} // namespace imgbatch
