/// A place for the outputs of measured runs, gone when it is no longer needed.
#pragma once

#include <imgbatch/result.h>

#include <cstdint>
#include <string>

namespace imgbatch {

/// /dev/shm where that is a tmpfs, can be written and has `bytes` to spare; else $TMPDIR, else
/// /tmp.
std::string default_scratch(std::uint64_t bytes);

/// A folder of its own, `imgbatch-bench-XXXXXX` in a given one, removed with all it holds by
/// remove() or, at the latest, the destructor. A process that is killed leaves it behind.
/// Move-only; forked children that leave by _exit() leave it alone.
class ScratchSpace {
public:
    /// Errors (write_error, with errno): the folder `parent` is not there or cannot be written.
    static Expected<ScratchSpace> create(const std::string& parent);

    ScratchSpace(ScratchSpace&& other) noexcept;
    ScratchSpace& operator=(ScratchSpace&&) = delete;
    ~ScratchSpace();

    [[nodiscard]] const std::string& path() const { return path_; }

    /// The name of a folder below that no run has had.
    std::string fresh_folder();

    /// A run's folder is not needed any more. On a tmpfs it is removed now, for it takes memory.
    /// Elsewhere it stays until the end: some file systems create files far slower after deleting.
    void done_with(const std::string& folder) const;

    /// Bytes that may still be written. 0 where the system does not tell.
    [[nodiscard]] std::uint64_t free_bytes() const;

    /// Whether done_with() gives room back.
    [[nodiscard]] bool in_memory() const { return in_memory_; }

    /// Removes all. Workers of a run that was stopped may still be dying and write a last file:
    /// tries again for some seconds. Errors (write_error): something stays.
    Expected<void> remove();

private:
    ScratchSpace(std::string path, bool in_memory);

    std::string path_; ///< empty once removed or moved from
    bool in_memory_;
    unsigned folders_ = 0;
};

} // namespace imgbatch
