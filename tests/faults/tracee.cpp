#include "faults/tracee.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>

namespace imgbatch::test {
namespace {

/// From here on this process and what it starts stop before the calls of the list.
bool filter_calls(const std::vector<long>& calls) {
    const auto load = [](std::size_t offset) {
        return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
    };
    const auto unless = [](unsigned value, unsigned char skipped) {
        return sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped);
    };
    const auto leave = [](unsigned verdict) {
        return sock_filter BPF_STMT(BPF_RET | BPF_K, verdict);
    };
    constexpr std::size_t first = offsetof(seccomp_data, args); // the lower half
    std::vector<sock_filter> filter{load(offsetof(seccomp_data, nr))};
    for (const long call : calls) {
        filter.push_back(unless(static_cast<unsigned>(call), 1));
        filter.push_back(leave(SECCOMP_RET_TRACE));
    }
    if (calls.empty()) {
        filter.push_back(leave(SECCOMP_RET_TRACE));
    }
    filter.push_back(unless(SYS_fcntl, 5)); // fcntl(0, F_GETFD)
    filter.push_back(load(first));
    filter.push_back(unless(0, 3));
    filter.push_back(load(first + sizeof(std::uint64_t)));
    filter.push_back(unless(F_GETFD, 1));
    filter.push_back(leave(SECCOMP_RET_TRACE));
    filter.push_back(leave(SECCOMP_RET_ALLOW));
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

[[noreturn]] void be_program(const std::vector<char*>& program, const std::vector<long>& calls) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    if (filter_calls(calls)) {
        ::execv(program[0], program.data());
    }
    ::_exit(127);
}

/// The counters of eventfds go whole or not at all.
constexpr unsigned smallest_cut = 8;

/// Whether a descriptor is a file that the kernel makes up: nobody has ever got half a line of
/// those, and the C library's reading of /sys/devices/system/cpu/online does not end where one
/// does.
bool is_of_kernel(pid_t pid, std::uint64_t fd) {
    char path[16] = {};
    const std::string link = "/proc/" + std::to_string(pid) + "/fd/" + std::to_string(fd);
    [[maybe_unused]] const auto length = ::readlink(link.c_str(), path, sizeof path - 1);
    const std::string_view text(path);
    return text.starts_with("/proc/") || text.starts_with("/sys/");
}

} // namespace

pid_t start_traced(const std::vector<char*>& program, const std::vector<long>& calls) {
#ifndef __x86_64__
    throw std::runtime_error("only for x86-64");
#endif
    const pid_t pid = ::fork();
    if (pid == 0) {
        be_program(program, calls);
    }
    int status = 0;
    if (pid < 0 || ::waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status)) {
        throw std::runtime_error("cannot start the program");
    }
    constexpr long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK |
                             PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
    if (::ptrace(PTRACE_SETOPTIONS, pid, nullptr, options) != 0 ||
        ::ptrace(PTRACE_CONT, pid, nullptr, 0L) != 0) {
        ::kill(pid, SIGKILL);
        throw std::runtime_error("cannot trace the program");
    }
    return pid;
}

bool is_call_stop(int status) {
    return status >> 8 == (SIGTRAP | (PTRACE_EVENT_SECCOMP << 8));
}

bool is_first_own_call(const CallStop& stop) {
    return stop.number == SYS_fcntl && stop.arguments[0] == 0 && stop.arguments[1] == F_GETFD;
}

bool is_for_thread(const CallStop& stop) {
    const bool maps_stack = stop.number == SYS_mmap && (stop.arguments[3] & MAP_STACK) != 0;
    const bool clones_thread = stop.number == SYS_clone && (stop.arguments[0] & CLONE_THREAD) != 0;
    return maps_stack || clones_thread || stop.number == SYS_clone3;
}

#ifdef __x86_64__

CallStop call_stop(pid_t pid) {
    user_regs_struct all{};
    ::ptrace(PTRACE_GETREGS, pid, nullptr, &all);
    return {static_cast<long>(all.orig_rax), {all.rdi, all.rsi, all.rdx, all.r10, all.r8, all.r9}};
}

void fail_call(pid_t pid, int error) {
    user_regs_struct all{};
    ::ptrace(PTRACE_GETREGS, pid, nullptr, &all);
    all.orig_rax = ~0ULL; // no call at all: the result is what stands there already
    all.rax = static_cast<unsigned long long>(-static_cast<long long>(error));
    ::ptrace(PTRACE_SETREGS, pid, nullptr, &all);
}

bool shorten(pid_t pid) {
    user_regs_struct all{};
    ::ptrace(PTRACE_GETREGS, pid, nullptr, &all);
    if (all.rdx <= smallest_cut || is_of_kernel(pid, all.rdi)) {
        return false;
    }
    all.rdx = 1;
    return ::ptrace(PTRACE_SETREGS, pid, nullptr, &all) == 0;
}

#else

CallStop call_stop(pid_t) {
    return {};
}

void fail_call(pid_t, int) {
}

bool shorten(pid_t) {
    return false;
}

#endif

} // namespace imgbatch::test
