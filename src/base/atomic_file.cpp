#include "base/atomic_file.h"

#include "base/file_io.h"
#include "base/host_name.h"
#include "base/path.h"
#include "base/try.h"

#include <dirent.h>
#include <fcntl.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <memory>

#include <sys/stat.h>

namespace imgbatch {
namespace {

constexpr std::string_view temporary_prefix = ".imgbatch-";
constexpr std::string_view temporary_suffix = ".tmp";

Error commit_error(std::string_view what, int reason) {
    const auto code =
        reason == ENAMETOOLONG ? OutcomeClass::name_too_long : OutcomeClass::write_error;
    return system_error(code, Stage::commit, what, reason);
}

/// ".imgbatch-HOST-PID-": what all temporaries of `pid` begin with.
std::string prefix_of(pid_t pid) {
    return std::string(temporary_prefix) + host_name() + "-" + std::to_string(pid) + "-";
}

std::string next_temporary_name() {
    // A number per process; fork copies it, but the pid differs.
    static std::atomic<unsigned long> counter{0};
    return prefix_of(::getpid()) + std::to_string(counter.fetch_add(1)) +
           std::string(temporary_suffix);
}

/// The name by which a file that has none can be linked to one.
std::string link_of(const Fd& fd) {
    return "/proc/self/fd/" + std::to_string(fd.get());
}

Error rename_error(int reason, Replace replace) {
    if (reason == EEXIST && replace == Replace::no) {
        return system_error(OutcomeClass::skipped_existing, Stage::commit, "not replaced", reason);
    }
    return commit_error("cannot rename to the target", reason);
}

int sync_folder(const std::string& folder) {
    const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return fd && ::fsync(fd.get()) == 0 ? 0 : errno;
}

/// Calls `visit(name)` for every temporary's name in `folder`; those for which it is true go.
template <class Visit>
unsigned sweep(const std::string& folder, Visit visit) {
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(folder.c_str()), ::closedir);
    unsigned removed = 0;
    if (!dir) {
        return removed;
    }
    while (const dirent* entry = ::readdir(dir.get())) {
        const std::string_view name(entry->d_name);
        if (name.starts_with(temporary_prefix) && name.ends_with(temporary_suffix) && visit(name) &&
            ::unlinkat(::dirfd(dir.get()), entry->d_name, 0) == 0) {
            ++removed;
        }
    }
    return removed;
}

/// The pid in a temporary's name, 0 if it is not one of this host's.
pid_t owner_of(std::string_view name, std::string_view host_prefix) {
    pid_t pid = 0;
    if (name.starts_with(host_prefix)) {
        name.remove_prefix(host_prefix.size());
        std::from_chars(name.data(), name.data() + name.size(), pid);
    }
    return pid;
}

/// Gone, or dead and only not reaped yet: in a container whose first process reaps nobody, that is
/// for good.
bool is_dead(pid_t pid) {
    if (::kill(pid, 0) != 0 && errno == ESRCH) {
        return true;
    }
    const Fd file(::open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 512> buffer{};
    const ssize_t got = file ? ::read(file.get(), buffer.data(), buffer.size()) : 0;
    // "pid (name) state …": the name may hold anything but ends at the last ')'.
    const std::string_view text(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    const auto name_end = text.rfind(')');
    return name_end != std::string_view::npos && text.substr(name_end).starts_with(") Z");
}

} // namespace

Expected<AtomicFile> AtomicFile::create(const std::string& target, Unborn unborn) {
    return unborn == Unborn::named ? create_named(target) : create_nameless(target);
}

Expected<AtomicFile> AtomicFile::create_named(const std::string& target) {
    const std::string folder = path_parent(target);
    for (;;) {
        std::string temporary = path_join(folder, next_temporary_name());
        Fd fd(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
        if (fd) {
            // The new file's mode tells the umask, which cannot be asked for without changing it.
            struct stat status {};
            const int failed = ::fstat(fd.get(), &status) | ::fchmod(fd.get(), 0600);
            AtomicFile file(std::move(fd), std::move(temporary), target, status.st_mode & 0666U,
                            0600);
            if (failed != 0) {
                return commit_error("cannot prepare a file in '" + folder + "'", errno);
            }
            return file;
        }
        // EEXIST: a dead process with our pid left its temporary; the next number is free.
        if (errno != EEXIST && errno != EINTR) {
            return commit_error("cannot create a file in '" + folder + "'", errno);
        }
    }
}

/// Without a name nobody can open it, so it need not be made private first.
Expected<AtomicFile> AtomicFile::create_nameless(const std::string& target) {
    const std::string folder = path_parent(target);
    Fd fd(::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
        return commit_error("cannot create a nameless file in '" + folder + "'", errno);
    }
    const mode_t mode = status.st_mode & 0666U;
    return AtomicFile(std::move(fd), "", target, mode, mode);
}

AtomicFile::AtomicFile(Fd fd, std::string temporary, std::string target, mode_t allowed,
                       mode_t mode)
    : fd_(std::move(fd)), temporary_(std::move(temporary)), target_(std::move(target)),
      allowed_(allowed), mode_(mode) {
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : fd_(std::move(other.fd_)), temporary_(std::exchange(other.temporary_, {})),
      target_(std::move(other.target_)), allowed_(other.allowed_), mode_(other.mode_) {
}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) {
        ::unlink(temporary_.c_str());
    }
}

Expected<void> AtomicFile::write(ByteView data) {
    return write_all(fd_.get(), data);
}

Expected<void> AtomicFile::commit(const CommitSettings& settings) {
    auto result = finish(settings);
    if (!result && !temporary_.empty()) {
        ::unlink(temporary_.c_str());
    }
    temporary_.clear();
    return result;
}

Expected<void> AtomicFile::finish(const CommitSettings& settings) {
    IMGBATCH_TRY(set_attributes(settings));
    if (settings.fsync && ::fsync(fd_.get()) != 0) {
        return commit_error("cannot sync", errno);
    }
    IMGBATCH_TRY(temporary_.empty() ? publish_nameless(settings.replace)
                                    : publish_named(settings.replace));
    if (settings.fsync) {
        if (const int reason = sync_folder(path_parent(target_)); reason != 0) {
            return commit_error("cannot sync the folder", reason);
        }
    }
    return {};
}

Expected<void> AtomicFile::set_attributes(const CommitSettings& settings) {
    if (settings.owner) {
        // Only root may give files away; for anybody else the owner is already who it was.
        [[maybe_unused]] const int given =
            ::fchown(fd_.get(), settings.owner->user, settings.owner->group);
    }
    const mode_t mode = settings.mode & allowed_;
    if (mode != mode_ && ::fchmod(fd_.get(), mode) != 0) {
        return commit_error("cannot set the mode", errno);
    }
    if (settings.modified) {
        const timespec times[2] = {{0, UTIME_OMIT}, *settings.modified};
        if (::futimens(fd_.get(), times) != 0) {
            return commit_error("cannot set the time", errno);
        }
    }
    return {};
}

Expected<void> AtomicFile::publish_named(Replace replace) {
    if (const int reason = fd_.close(); reason != 0) {
        return commit_error("cannot close", reason);
    }
    const unsigned flags = replace == Replace::no ? RENAME_NOREPLACE : 0U;
    if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), flags) != 0) {
        return rename_error(errno, replace);
    }
    return {};
}

Expected<void> AtomicFile::publish_nameless(Replace replace) {
    const std::string link = link_of(fd_);
    const auto link_to = [&link](const std::string& name) {
        return ::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
    };
    if (link_to(target_)) {
        if (const int reason = fd_.close(); reason != 0) {
            ::unlink(target_.c_str()); // it was new, and nobody knows what is in it
            return commit_error("cannot close", reason);
        }
        return {};
    }
    if (errno != EEXIST || replace == Replace::no) {
        return rename_error(errno, replace);
    }
    // A link replaces nothing, a rename does.
    std::string temporary;
    do {
        temporary = path_join(path_parent(target_), next_temporary_name());
        errno = 0;
    } while (!link_to(temporary) && errno == EEXIST);
    if (errno != 0) {
        return commit_error("cannot create a file in '" + path_parent(target_) + "'", errno);
    }
    temporary_ = std::move(temporary);
    return publish_named(replace);
}

unsigned sweep_temporaries_of(const std::string& folder, pid_t pid) {
    const std::string prefix = prefix_of(pid);
    return sweep(folder, [&](std::string_view name) { return name.starts_with(prefix); });
}

unsigned sweep_stale_temporaries(const std::string& folder) {
    const std::string host_prefix = std::string(temporary_prefix) + host_name() + "-";
    return sweep(folder, [&](std::string_view name) {
        const pid_t pid = owner_of(name, host_prefix);
        return pid > 0 && is_dead(pid);
    });
}

Expected<void> create_folders(const std::string& folder) {
    if (folder.empty() || ::mkdir(folder.c_str(), 0777) == 0) {
        return {};
    }
    int reason = errno;
    if (reason == ENOENT) {
        const std::string parent = path_parent(folder);
        if (parent != folder) {
            IMGBATCH_TRY(create_folders(parent));
            reason = ::mkdir(folder.c_str(), 0777) == 0 ? 0 : errno;
        }
    }
    struct stat status {};
    if (reason == EEXIST && (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))) {
        reason = ENOTDIR; // a file, or a symlink that leads nowhere
    }
    if (reason != 0 && reason != EEXIST) {
        return commit_error("cannot make the folder '" + folder + "'", reason);
    }
    return {};
}

} // namespace imgbatch
