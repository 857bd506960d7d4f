#include "base/file_io.h"

#include "base/try.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <new>

namespace imgbatch {
namespace {

/// One read() that is not interrupted; -1 with errno on failure.
ssize_t read_some(int fd, std::byte* data, std::size_t size) {
    ssize_t got = 0;
    do {
        got = ::read(fd, data, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

std::uint64_t size_of(const OpenedFile& file) {
    return static_cast<std::uint64_t>(file.status.st_size);
}

/// Reads on until `buffer` holds `size` bytes, or all there are.
Expected<void> read_until(const OpenedFile& file, std::uint64_t size, FileBuffer& buffer) {
    std::size_t filled = buffer.size();
    try {
        buffer.resize(size);
    } catch (const std::bad_alloc&) {
        return Error{OutcomeClass::memory, Stage::read, "not enough memory for the file", 0};
    }
    while (filled < size) {
        const ssize_t got = read_some(file.fd.get(), buffer.data() + filled, size - filled);
        if (got < 0) {
            return system_error(OutcomeClass::read_error, Stage::read, "cannot read", errno);
        }
        if (got == 0) {
            break;
        }
        filled += static_cast<std::size_t>(got);
    }
    buffer.resize(filled);
    return {};
}

Error changed() {
    return Error{OutcomeClass::changed, Stage::read, "the file changed while it was read", 0};
}

bool same_state(const struct stat& a, const struct stat& b) {
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
           a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

} // namespace

Expected<void> write_all(int fd, ByteView data) {
    while (!data.empty()) {
        const ssize_t written = ::write(fd, data.data(), data.size());
        if (written > 0) {
            data = data.subspan(static_cast<std::size_t>(written));
        } else if (written == 0 || errno != EINTR) {
            const int reason = written == 0 ? ENOSPC : errno;
            return system_error(OutcomeClass::write_error, Stage::commit, "cannot write", reason);
        }
    }
    return {};
}

Expected<OpenedFile> open_regular(const std::string& path) {
    // O_NONBLOCK so that a FIFO without a writer cannot hold us up; it means nothing to a file.
    Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        const int reason = errno;
        if (reason == ENXIO) {
            return Error{OutcomeClass::skipped_special, Stage::read, "not a regular file", reason};
        }
        const auto code =
            reason == ENAMETOOLONG ? OutcomeClass::name_too_long : OutcomeClass::read_error;
        return system_error(code, Stage::read, "cannot open", reason);
    }
    OpenedFile file{std::move(fd), {}};
    if (::fstat(file.fd.get(), &file.status) != 0) {
        return system_error(OutcomeClass::read_error, Stage::read, "cannot stat", errno);
    }
    if (S_ISDIR(file.status.st_mode)) {
        return system_error(OutcomeClass::read_error, Stage::read, "cannot read", EISDIR);
    }
    if (!S_ISREG(file.status.st_mode)) {
        return Error{OutcomeClass::skipped_special, Stage::read, "not a regular file", 0};
    }
    return file;
}

Expected<void> read_head(const OpenedFile& file, std::size_t most, FileBuffer& buffer) {
    buffer.clear();
    return read_until(file, std::min<std::uint64_t>(size_of(file), most), buffer);
}

std::uint64_t modification_time(const struct stat& status) {
    constexpr std::uint64_t per_second = 1'000'000'000;
    const timespec& time = status.st_mtim;
    return time.tv_sec < 0 ? 0
                           : static_cast<std::uint64_t>(time.tv_sec) * per_second +
                                 static_cast<std::uint64_t>(time.tv_nsec);
}

Expected<void> check_unchanged(const OpenedFile& file) {
    struct stat now {};
    if (::fstat(file.fd.get(), &now) != 0) {
        return system_error(OutcomeClass::read_error, Stage::read, "cannot stat", errno);
    }
    if (!same_state(file.status, now)) {
        return changed();
    }
    return {};
}

Expected<void> check_length(const OpenedFile& file, std::uint64_t max_bytes) {
    if (size_of(file) > max_bytes) {
        return Error{OutcomeClass::limit, Stage::read,
                     "file of " + std::to_string(size_of(file)) + " bytes exceeds the limit of " +
                         std::to_string(max_bytes) + " (--limit-file)",
                     0};
    }
    return {};
}

Expected<void> read_rest(const OpenedFile& file, std::uint64_t max_bytes, FileBuffer& buffer) {
    IMGBATCH_TRY(check_length(file, max_bytes));
    IMGBATCH_TRY(read_until(file, size_of(file), buffer));
    IMGBATCH_TRY(check_unchanged(file));
    if (buffer.size() != size_of(file)) {
        return changed();
    }
    return {};
}

Expected<void> read_all(const OpenedFile& file, std::uint64_t max_bytes, FileBuffer& buffer) {
    buffer.clear();
    return read_rest(file, max_bytes, buffer);
}

} // namespace imgbatch
