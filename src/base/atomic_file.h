/// A file that appears whole or not at all.
#pragma once

#include <imgbatch/result.h>

#include "base/bytes.h"
#include "base/fd.h"

#include <ctime>
#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

namespace imgbatch {

enum class Replace { yes, no };

struct FileOwner {
    uid_t user = 0;
    gid_t group = 0;
};

/// How the committed file shall be.
struct CommitSettings {
    mode_t mode = 0666;               ///< within 0666, before the umask is taken away
    Replace replace = Replace::yes;   ///< no: fails with EEXIST if the target has appeared
    std::optional<timespec> modified; ///< none: now
    std::optional<FileOwner> owner;   ///< where we may give files away; else it stays ours
    bool fsync = false;               ///< the file's data and its folder reach the disk first
};

/// What a file is until it is committed.
enum class Unborn {
    named,    ///< a temporary beside its target, `.imgbatch-HOST-PID-N.tmp`
    nameless, ///< in no folder: 20 % cheaper where the target is new, and nothing is left behind by
              ///< a process that is killed. Not every file system has such files.
};

/// A file that is not there yet; commit() gives it its name, the destructor drops what was not
/// committed. A symlink at the target is replaced, not followed. Move-only; one thread at a time.
/// Names of temporaries are unique over threads, processes and hosts.
class AtomicFile {
public:
    /// Creates the file; the target's folder must exist. Errors: write_error or name_too_long, with
    /// errno. Where the file system or the kernel has no nameless files, or /proc is missing, this
    /// or commit() fails, with whatever errno: try the other way.
    static Expected<AtomicFile> create(const std::string& target, Unborn unborn = Unborn::named);

    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) = delete;
    ~AtomicFile();

    Expected<void> write(ByteView data);

    /// For somebody else to write to; it stays this object's.
    [[nodiscard]] int descriptor() const { return fd_.get(); }
    /// Where it is until it is committed; empty if nameless.
    [[nodiscard]] const std::string& temporary() const { return temporary_; }
    /// From now on commit() gives it this name, which must be on the same file system.
    void retarget(std::string target) { target_ = std::move(target); }

    /// Publishes what was written. After an error no temporary is left and the target untouched.
    /// Errors: write_error with errno; skipped_existing for Replace::no and an existing target.
    Expected<void> commit(const CommitSettings& settings);

private:
    AtomicFile(Fd fd, std::string temporary, std::string target, mode_t allowed, mode_t mode);
    static Expected<AtomicFile> create_named(const std::string& target);
    static Expected<AtomicFile> create_nameless(const std::string& target);
    Expected<void> finish(const CommitSettings& settings);
    Expected<void> set_attributes(const CommitSettings& settings);
    Expected<void> publish_named(Replace replace);
    Expected<void> publish_nameless(Replace replace);

    Fd fd_;
    std::string temporary_; ///< empty if nameless, committed or moved from
    std::string target_;
    mode_t allowed_; ///< what of 0666 the umask leaves
    mode_t mode_;    ///< what it has now
};

/// Unlinks the temporaries that process `pid` of this host left in `folder`. For a pid that is
/// known to be dead. Returns how many there were.
unsigned sweep_temporaries_of(const std::string& folder, pid_t pid);

/// Unlinks the temporaries in `folder` whose process, on this host, is no longer alive.
unsigned sweep_stale_temporaries(const std::string& folder);

/// Makes `folder` and its parents (0777 less the umask). Errors: write_error or name_too_long.
Expected<void> create_folders(const std::string& folder);

} // namespace imgbatch
