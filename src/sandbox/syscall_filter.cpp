#include "sandbox/syscall_filter.h"

#include "base/fd.h"
#include "sandbox/sanitizer.h"

#include <fcntl.h>
#include <seccomp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace imgbatch {
namespace {

struct FilterRelease {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FilterRelease>; // scmp_filter_ctx is a void*

// A name that this architecture does not have is a negative number, which libseccomp passes over.

/// No decoder and no C library calls them: who does has taken the process over.
constexpr std::array deadly{
    SCMP_SYS(execve), SCMP_SYS(execveat),
    // other processes
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise), SCMP_SYS(pidfd_getfd), SCMP_SYS(kcmp),
    // the kernel
    SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load), SCMP_SYS(init_module), SCMP_SYS(finit_module),
    SCMP_SYS(delete_module), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(keyctl),
    // the machine
    SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(acct), SCMP_SYS(syslog),
    SCMP_SYS(quotactl), SCMP_SYS(iopl), SCMP_SYS(ioperm), SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime), SCMP_SYS(sethostname), SCMP_SYS(setdomainname),
    // what it sees of the file systems
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
    SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount), SCMP_SYS(fspick), SCMP_SYS(mount_setattr), SCMP_SYS(setns),
    SCMP_SYS(unshare), SCMP_SYS(open_by_handle_at)};

/// What computing takes, and working with descriptors that are open.
constexpr std::array always{
    // memory
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    // open descriptors
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(ftruncate), SCMP_SYS(fallocate),
    SCMP_SYS(fadvise64), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(recvmsg), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(sendto),
    // time and the processor
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(getcpu), SCMP_SYS(sysinfo), SCMP_SYS(uname),
    SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(times),
    // itself
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
    SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(futex), SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),
    SCMP_SYS(exit), SCMP_SYS(exit_group)};

/// What files take, where Landlock says which.
constexpr std::array for_files{
    // looking; names and numbers of files are no secret from these
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(readlink),
    SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(getdents64),
    // publishing
    SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
    SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(fsync),
    SCMP_SYS(fdatasync), SCMP_SYS(memfd_create)};

scmp_arg_cmp has_none_of(unsigned argument, scmp_datum_t bits) {
    return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}

scmp_arg_cmp is(unsigned argument, scmp_datum_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}

/// Adds rules until one cannot be added.
class FilterBuilder {
public:
    explicit FilterBuilder(std::uint32_t otherwise) : filter_(seccomp_init(otherwise)) {
        if (!filter_) {
            reason_ = ENOMEM;
        }
    }

    void set(scmp_filter_attr attribute, std::uint32_t value) {
        if (reason_ == 0) {
            note(seccomp_attr_set(filter_.get(), attribute, value));
        }
    }

    void add_all(std::uint32_t action, std::span<const int> calls) {
        for (const int call : calls) {
            add(action, call, {});
        }
    }

    /// `action` for `call` where all `conditions` hold.
    void add(std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> conditions) {
        if (reason_ == 0) {
            note(seccomp_rule_add_array(filter_.get(), action, call,
                                        static_cast<unsigned>(conditions.size()),
                                        conditions.begin()));
        }
    }

    void write_to(int fd) {
        if (reason_ == 0) {
            note(seccomp_export_bpf(filter_.get(), fd));
        }
    }

    /// 0, or the errno of what went wrong first.
    [[nodiscard]] int reason() const { return reason_; }

private:
    void note(int result) { reason_ = result < 0 ? -result : 0; }

    Filter filter_;
    int reason_ = 0;
};

/// Stands for the pid of the process that loads the filter, and is none: pids have 22 bits.
constexpr std::uint32_t own_pid = 0x5AFEC0DE;

/// Calls that are harmless with certain arguments only.
void allow_with_care(FilterBuilder& filter) {
    constexpr auto allow = SCMP_ACT_ALLOW;
    constexpr scmp_datum_t whole_word = ~scmp_datum_t{0};
    for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD, F_DUPFD_CLOEXEC}) {
        filter.add(allow, SCMP_SYS(fcntl), {is(1, static_cast<scmp_datum_t>(command))});
    }
    // abort() and nobody else's threads.
    filter.add(allow, SCMP_SYS(tgkill), {is(0, own_pid)});
    // Reading limits of its own.
    filter.add(allow, SCMP_SYS(prlimit64), {is(0, 0), {2, SCMP_CMP_MASKED_EQ, whole_word, 0}});
    filter.add(allow, SCMP_SYS(getrlimit), {});
}

/// Memory that can be run: none at all (strict), or none that can be written at the same time.
void allow_memory(FilterBuilder& filter, Sandbox level) {
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
        filter.add(SCMP_ACT_ALLOW, call, {has_none_of(2, PROT_EXEC)});
        if (level == Sandbox::on) { // modules are loaded when they are needed
            filter.add(SCMP_ACT_ALLOW, call, {has_none_of(2, PROT_WRITE)});
        }
    }
}

void allow_files(FilterBuilder& filter, const SandboxRules& rules) {
    constexpr auto allow = SCMP_ACT_ALLOW;
    constexpr scmp_datum_t whole_word = ~scmp_datum_t{0};
    filter.add_all(allow, for_files);
    // Never truncating (older Landlock does not see that), nor with the powers of another user.
    filter.add(allow, SCMP_SYS(openat),
               {has_none_of(2, O_TRUNC), has_none_of(3, S_ISUID | S_ISGID)});
    filter.add(allow, SCMP_SYS(fchmod), {has_none_of(1, S_ISUID | S_ISGID)});
    // Of descriptors: Landlock does not guard the times of a path.
    filter.add(allow, SCMP_SYS(utimensat), {{1, SCMP_CMP_MASKED_EQ, whole_word, 0}});
    if (rules.change_owners) {
        filter.add(allow, SCMP_SYS(fchown), {});
    }
    // Whether a temporary's process lives.
    filter.add(allow, SCMP_SYS(kill), {is(1, 0)});
}

[[maybe_unused]] void fill(FilterBuilder& filter, const SandboxRules& rules) {
    filter.add_all(SCMP_ACT_KILL_PROCESS, deadly);
    // The C library then uses clone(), whose flags can be seen.
    filter.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), {});
    filter.add_all(SCMP_ACT_ALLOW, always);
    allow_with_care(filter);
    allow_memory(filter, rules.level);
    if (rules.level == Sandbox::on) {
        allow_files(filter, rules);
    } else {
        // fstat() of newer C libraries. Of a path it tells what a file is, never what is in it.
        filter.add(SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), {is(3, AT_EMPTY_PATH)});
    }
}

/// A sanitizer's runtime starts a program, opens files and traces its own process: only what leads
/// out of the process is forbidden.
void fill_for_sanitizer(FilterBuilder& filter) {
    constexpr std::array used{SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace)};
    for (const int call : deadly) {
        if (std::find(used.begin(), used.end(), call) == used.end()) {
            filter.add(SCMP_ACT_KILL_PROCESS, call, {});
        }
    }
    for (const int call : {SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind)}) {
        filter.add(SCMP_ACT_ERRNO(EPERM), call, {});
    }
}

Error failed(int reason) {
    return system_error(OutcomeClass::internal, Stage::worker,
                        "cannot filter the worker's system calls", reason);
}

static_assert(sizeof(sock_filter) == sizeof(std::uint64_t));

} // namespace

Expected<SyscallFilter> SyscallFilter::make(const SandboxRules& rules) {
    FilterBuilder filter(sanitizer_build ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM));
    filter.set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    filter.set(SCMP_FLTATR_CTL_OPTIMIZE, 2); // a binary tree: few steps for each call
    if constexpr (sanitizer_build) {
        fill_for_sanitizer(filter);
    } else {
        fill(filter, rules);
    }
    const Fd file(::memfd_create("imgbatch-filter", MFD_CLOEXEC));
    filter.write_to(file.get());
    struct stat status {};
    if (filter.reason() != 0 || ::fstat(file.get(), &status) != 0) {
        return failed(filter.reason() != 0 ? filter.reason() : errno);
    }
    SyscallFilter made;
    made.instructions_.resize(static_cast<std::size_t>(status.st_size) / sizeof(sock_filter));
    if (::pread(file.get(), made.instructions_.data(), static_cast<std::size_t>(status.st_size),
                0) != status.st_size) {
        return failed(EIO);
    }
    return made;
}

Expected<void> SyscallFilter::load() const {
    std::vector<sock_filter> program(instructions_.size());
    std::memcpy(program.data(), instructions_.data(), program.size() * sizeof(sock_filter));
    for (sock_filter& instruction : program) {
        if (BPF_CLASS(instruction.code) == BPF_JMP && instruction.k == own_pid) {
            instruction.k = static_cast<std::uint32_t>(::getpid());
        }
    }
    sock_fprog whole{static_cast<unsigned short>(program.size()), program.data()};
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0U, &whole) != 0) {
        return failed(errno);
    }
    return {};
}

} // namespace imgbatch
