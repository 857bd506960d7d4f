/// What a run did, kept beside its outputs so that a later run can go on from there.
///
/// Each run appends records (record.h) to a file of its own, OUT/.imgbatch/HOST-PID-START.ndjson,
/// START being UTC in microseconds, so that names sort by time and nothing is shared between hosts.
#pragma once

#include <imgbatch/result.h>

#include "base/fd.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace imgbatch {

/// OUT/.imgbatch
std::string state_folder(const std::string& state_root);

/// Appends lines; its file is locked (flock) as long as the run goes on. One owner, one thread; of
/// the process that opened it alone: a forked child that drops its copy changes nothing. Move-only.
class Journal {
public:
    /// What may be lost if the machine stops: lines wait for at most this long, and no more of
    /// them.
    static constexpr std::chrono::milliseconds max_delay{100};
    static constexpr std::size_t max_waiting_lines = 64;

    /// Makes the folder and the file, so that a place that cannot be written shows before any work.
    /// Errors: write_error or name_too_long, with errno.
    static Expected<Journal> open(const std::string& state_root);

    Journal(Journal&& other) noexcept;
    Journal& operator=(Journal&& other) = delete;
    /// As close(), whose answer is lost.
    ~Journal();

    /// Takes one whole line with its newline, and writes when enough lines or time have come
    /// together. Errors: write_error; from the first one on nothing more is written, since the file
    /// may end in half a line, and each call gives that error again.
    Expected<void> append(std::string_view line);

    /// Writes what waits if it has waited long enough. For the owner's loop, when no image ends.
    Expected<void> flush_if_due();
    Expected<void> flush();

    /// Writes what waits and closes; a journal without a line is removed. Nothing may follow.
    Expected<void> close();

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    using Clock = std::chrono::steady_clock;
    Journal(Fd fd, std::string path);
    [[nodiscard]] bool is_due() const;
    [[nodiscard]] Error failure(const std::string& action, int reason) const;

    Fd fd_;
    std::string path_;
    std::string waiting_;
    std::size_t waiting_lines_ = 0;
    Clock::time_point oldest_waiting_; ///< when the first waiting line came
    bool written_ = false;
    pid_t owner_pid_;
    Expected<void> state_; ///< the first error, for good
};

} // namespace imgbatch
