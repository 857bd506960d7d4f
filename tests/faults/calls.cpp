#include "faults/calls.h"

#include <cerrno>
#include <map>
#include <stdexcept>

#include <sys/syscall.h>

namespace imgbatch::test {
namespace {

const std::map<std::string, long>& calls() {
    static const std::map<std::string, long> all{
#define IMGBATCH_CALL(name) {#name, SYS_##name}
        IMGBATCH_CALL(clone),
        IMGBATCH_CALL(clone3),
        IMGBATCH_CALL(close),
        IMGBATCH_CALL(close_range),
        IMGBATCH_CALL(dup2),
        IMGBATCH_CALL(eventfd2),
        IMGBATCH_CALL(fadvise64),
        IMGBATCH_CALL(fchmod),
        IMGBATCH_CALL(fchown),
        IMGBATCH_CALL(fcntl),
        IMGBATCH_CALL(fork),
        IMGBATCH_CALL(fstat),
        IMGBATCH_CALL(fsync),
        IMGBATCH_CALL(ftruncate),
        IMGBATCH_CALL(getdents64),
        IMGBATCH_CALL(landlock_add_rule),
        IMGBATCH_CALL(landlock_create_ruleset),
        IMGBATCH_CALL(landlock_restrict_self),
        IMGBATCH_CALL(link),
        IMGBATCH_CALL(linkat),
        IMGBATCH_CALL(mkdir),
        IMGBATCH_CALL(mkdirat),
        IMGBATCH_CALL(mmap),
        IMGBATCH_CALL(newfstatat),
        IMGBATCH_CALL(open),
        IMGBATCH_CALL(openat),
        IMGBATCH_CALL(pidfd_open),
        IMGBATCH_CALL(pidfd_send_signal),
        IMGBATCH_CALL(pipe2),
        IMGBATCH_CALL(poll),
        IMGBATCH_CALL(ppoll),
        IMGBATCH_CALL(prctl),
        IMGBATCH_CALL(pread64),
        IMGBATCH_CALL(prlimit64),
        IMGBATCH_CALL(read),
        IMGBATCH_CALL(readlink),
        IMGBATCH_CALL(recvmsg),
        IMGBATCH_CALL(rename),
        IMGBATCH_CALL(renameat),
        IMGBATCH_CALL(renameat2),
        IMGBATCH_CALL(seccomp),
        IMGBATCH_CALL(sendmsg),
        IMGBATCH_CALL(socketpair),
        IMGBATCH_CALL(stat),
        IMGBATCH_CALL(statx),
        IMGBATCH_CALL(unlink),
        IMGBATCH_CALL(unlinkat),
        IMGBATCH_CALL(utimensat),
        IMGBATCH_CALL(waitid),
        IMGBATCH_CALL(write),
#undef IMGBATCH_CALL
    };
    return all;
}

const std::map<std::string, int>& errors() {
    static const std::map<std::string, int> all{
        {"EACCES", EACCES}, {"EAGAIN", EAGAIN}, {"EINTR", EINTR},   {"EIO", EIO},
        {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC}, {"ENOSYS", ENOSYS},
        {"EPERM", EPERM},   {"EROFS", EROFS},   {"ESTALE", ESTALE}, {"EXDEV", EXDEV},
    };
    return all;
}

template <class T>
T named(const std::map<std::string, T>& all, const std::string& name) {
    const auto found = all.find(name);
    if (found == all.end()) {
        throw std::invalid_argument("unknown: " + name);
    }
    return found->second;
}

} // namespace

long call_number(const std::string& name) {
    return named(calls(), name);
}

std::string call_name(long number) {
    for (const auto& [name, known] : calls()) {
        if (known == number) {
            return name;
        }
    }
    return "#" + std::to_string(number);
}

int error_number(const std::string& name) {
    return named(errors(), name);
}

} // namespace imgbatch::test
