/// Makes storage slow for one program: every opening of a file and every read from a regular file
/// first takes SLOW_STORAGE_US microseconds (5000 unless set), as on a network file system whose
/// caches are cold. Preloaded (LD_PRELOAD); the program itself is not changed and pays no tracing.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <sys/stat.h>

namespace {

void wait() {
    const int before = errno;
    const char* text = std::getenv("SLOW_STORAGE_US");
    const long us = text != nullptr ? std::strtol(text, nullptr, 10) : 5000;
    const timespec time{us / 1'000'000, us % 1'000'000 * 1000};
    ::nanosleep(&time, nullptr);
    errno = before;
}

/// /proc and /sys are no storage.
bool is_storage(const char* path) {
    return std::strncmp(path, "/proc/", 6) != 0 && std::strncmp(path, "/sys/", 5) != 0;
}

/// Pipes and terminals are none either, nor is /proc (whose files have no size).
bool is_storage(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
}

template <class Function>
Function next(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

mode_t mode_of(int flags, std::va_list arguments) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

} // namespace

extern "C" {

int open64(const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    if (is_storage(path)) {
        wait();
    }
    return next<int (*)(const char*, int, mode_t)>("open64")(path, flags, mode);
}

int openat64(int folder, const char* path, int flags, ...) {
    std::va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    if (is_storage(path)) {
        wait();
    }
    return next<int (*)(int, const char*, int, mode_t)>("openat64")(folder, path, flags, mode);
}

ssize_t read(int fd, void* to, size_t size) {
    if (is_storage(fd)) {
        wait();
    }
    return next<ssize_t (*)(int, void*, size_t)>("read")(fd, to, size);
}

ssize_t pread64(int fd, void* to, size_t size, off64_t at) {
    if (is_storage(fd)) {
        wait();
    }
    return next<ssize_t (*)(int, void*, size_t, off64_t)>("pread64")(fd, to, size, at);
}
}
