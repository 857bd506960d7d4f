#include "fault/forbidden_deeds.h"

#include "base/fd.h"
#include "fault/deeds.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring> // strerrorname_np()
#include <string>

#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

namespace imgbatch::fault {
namespace {

// Each returns whether it could; if not, errno says why.

bool opens(const std::string& path, int flags) {
    return Fd(::open(path.c_str(), flags | O_CLOEXEC, 0600)).get() >= 0;
}

bool connects(int family, const sockaddr* address, socklen_t length) {
    const Fd socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return socket.get() >= 0 && ::connect(socket.get(), address, length) == 0;
}

bool connects_tcp(const std::string& port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int number = port.empty() ? 9 : std::atoi(port.c_str()); // NOLINT(cert-err34-c)
    address.sin_port = htons(static_cast<std::uint16_t>(number));
    return connects(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

bool connects_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return connects(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

bool executes() {
    std::array<std::string, 3> words{"sh", "-c", "exit 77"};
    std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
    return ::execv("/bin/sh", arguments.data()) == 0;
}

bool forks() {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(0);
    }
    return child > 0 && ::waitpid(child, nullptr, 0) == child;
}

bool maps_writable_code() {
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory != MAP_FAILED && ::munmap(memory, 4096) == 0;
}

bool mounts(const std::string& path) {
    return ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=4k") == 0 &&
           ::umount(path.c_str()) == 0;
}

bool succeeds_with_file(std::string_view deed, std::string_view argument) {
    const std::string path(first_word(argument));
    if (deed == "open") {
        return opens(path, O_RDONLY);
    }
    if (deed == "write") {
        return opens(path, O_WRONLY | O_CREAT);
    }
    if (deed == "unlink") {
        return ::unlink(path.c_str()) == 0;
    }
    if (deed == "rename") {
        return ::rename(path.c_str(), std::string(argument).c_str()) == 0;
    }
    if (deed == "connect-unix") {
        return connects_unix(path);
    }
    if (deed == "mount") {
        return mounts(path);
    }
    errno = ENOSYS;
    return false;
}

bool succeeds(std::string_view deed, std::string_view argument) {
    if (deed == "connect") {
        return connects_tcp(std::string(argument));
    }
    if (deed == "socket") {
        return Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)).get() >= 0;
    }
    if (deed == "exec") {
        return executes();
    }
    if (deed == "fork") {
        return forks();
    }
    if (deed == "ptrace") {
        return ::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr) == 0;
    }
    if (deed == "kill-parent") {
        return ::kill(::getppid(), SIGCONT) == 0;
    }
    if (deed == "mmap-wx") {
        return maps_writable_code();
    }
    return succeeds_with_file(deed, argument);
}

} // namespace

Error do_forbidden(std::string_view deed) {
    std::string_view argument = deed;
    const std::string_view word = first_word(argument);
    const int reason = succeeds(word, argument) ? 0 : errno;
    const char* name = ::strerrorname_np(reason);
    std::string message = "fault: sys:" + std::string(deed) + ": ";
    message += reason == 0 ? "succeeded" : name != nullptr ? name : std::to_string(reason);
    return Error{OutcomeClass::corrupt, Stage::none, std::move(message), reason};
}

} // namespace imgbatch::fault
