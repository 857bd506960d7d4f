#include "attempts.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

namespace imgbatch::test {
namespace {

int reason_of(long result) {
    return result >= 0 ? 0 : errno;
}

int opened(const std::string& path, int flags) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    const int reason = reason_of(fd);
    if (fd >= 0) {
        ::close(fd);
    }
    return reason;
}

/// A child must not go on as a second copy of the test.
int forked(long pid) {
    if (pid == 0) {
        ::_exit(0);
    }
    return reason_of(pid);
}

} // namespace

int try_read(const std::string& path) {
    return opened(path, O_RDONLY);
}
int try_list(const std::string& folder) {
    return opened(folder, O_RDONLY | O_DIRECTORY);
}
int try_write(const std::string& path) {
    return opened(path, O_WRONLY | O_CREAT);
}
int try_truncate(const std::string& path) {
    return opened(path, O_WRONLY | O_TRUNC);
}
int try_truncate_by_name(const std::string& path) {
    return reason_of(::truncate(path.c_str(), 0));
}
int try_remove(const std::string& path) {
    return reason_of(::unlink(path.c_str()));
}
int try_rename(const std::string& from, const std::string& to) {
    return reason_of(::rename(from.c_str(), to.c_str()));
}
int try_link(const std::string& from, const std::string& to) {
    return reason_of(::link(from.c_str(), to.c_str()));
}
int try_symlink(const std::string& path) {
    return reason_of(::symlink("/etc/passwd", path.c_str()));
}
int try_fifo(const std::string& path) {
    return reason_of(::mkfifo(path.c_str(), 0600));
}
int try_setuid_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    return fd < 0 ? errno : reason_of(::fchmod(fd, 04755));
}
int try_stat(const std::string& path) {
    struct stat status {};
    return reason_of(::stat(path.c_str(), &status));
}

int try_socket(int family) {
    return reason_of(::socket(family, SOCK_STREAM, 0));
}
int try_connect(int socket) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(9);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return reason_of(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address));
}
int try_exec() {
    char name[] = "/bin/true";
    char* const words[] = {name, nullptr};
    return reason_of(::execv(name, words));
}
int try_fork() {
    return forked(::fork());
}
int try_vfork() {
    return forked(::syscall(SYS_clone, CLONE_VFORK | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}
int try_clone3() {
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    return forked(::syscall(SYS_clone3, &arguments, sizeof arguments));
}
int try_thread() {
    pthread_t thread{};
    const int reason = ::pthread_create(
        &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
    if (reason == 0) {
        ::pthread_join(thread, nullptr);
    }
    return reason;
}
int try_ptrace_parent() {
    return reason_of(::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr));
}
int try_read_parent_memory() {
    char byte = 0;
    iovec here{&byte, 1};
    iovec there{&byte, 1};
    return reason_of(::process_vm_readv(::getppid(), &here, 1, &there, 1, 0));
}
int try_kill_parent() {
    return reason_of(::kill(::getppid(), SIGCONT)); // harmless where it gets through
}
int try_kill_parent_as_thread() {
    return reason_of(::syscall(SYS_tgkill, ::getppid(), ::getppid(), SIGCONT));
}
int try_signal_itself() {
    return reason_of(::kill(::getpid(), SIGCONT));
}
int try_mount() {
    return reason_of(::mount("none", "/mnt", "tmpfs", 0, nullptr));
}
int try_bpf() {
    return reason_of(::syscall(SYS_bpf, 0, nullptr, 0));
}
int try_io_uring() {
    return reason_of(::syscall(SYS_io_uring_setup, 1, nullptr));
}
int try_keyring() {
    return reason_of(::syscall(SYS_keyctl, 0, 0, 0, 0, 0));
}
int try_namespace() {
    return reason_of(::unshare(CLONE_NEWUSER));
}
int try_change_root() {
    return reason_of(::chroot("/tmp"));
}
int try_raise_limit() {
    const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
    return reason_of(::setrlimit(RLIMIT_AS, &unlimited));
}
int try_map_writable_code() {
    void* const memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? errno : 0;
}
int try_make_memory_code() {
    void* const memory =
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? errno
                                : reason_of(::mprotect(memory, 4096, PROT_READ | PROT_EXEC));
}

} // namespace imgbatch::test
