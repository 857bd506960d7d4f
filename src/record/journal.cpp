#include "record/journal.h"

#include "base/atomic_file.h"
#include "base/bytes.h"
#include "base/file_io.h"
#include "base/host_name.h"
#include "base/path.h"
#include "base/try.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <ctime>

#include <sys/file.h>
#include <sys/stat.h>

namespace imgbatch {
namespace {

/// "20260714T101530.000042Z": as many letters for every time, so that text order is time order.
std::string utc_text(std::int64_t microseconds) {
    const auto seconds = static_cast<time_t>(microseconds / 1'000'000);
    struct tm parts {};
    ::gmtime_r(&seconds, &parts);
    char date[32];
    const std::size_t length = std::strftime(date, sizeof date, "%Y%m%dT%H%M%S", &parts);
    const std::string fraction = std::to_string(microseconds % 1'000'000);
    return std::string(date, length) + "." + std::string(6 - fraction.size(), '0') + fraction + "Z";
}

std::int64_t now_in_microseconds() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

/// Locks the new file for as long as any process of this run has it open, which tells others that
/// the run is at work. False where it is lost already, to another run that puts journals together.
bool lock_own(const Fd& fd) {
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return false;
    }
    struct stat status {};
    return ::fstat(fd.get(), &status) != 0 || status.st_nlink > 0;
}

} // namespace

std::string state_folder(const std::string& state_root) {
    return path_join(state_root, ".imgbatch");
}

Expected<Journal> Journal::open(const std::string& state_root) {
    const std::string folder = state_folder(state_root);
    IMGBATCH_TRY(create_folders(folder));
    const std::string stem =
        path_join(folder, host_name() + "-" + std::to_string(::getpid()) + "-");
    // A name that is taken (a pid used again, a clock set back) is passed by a microsecond.
    for (std::int64_t start = now_in_microseconds();; ++start) {
        std::string path = stem + utc_text(start) + ".ndjson";
        Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                     0666));
        if (fd && lock_own(fd)) {
            return Journal(std::move(fd), std::move(path));
        }
        if (!fd && errno != EEXIST && errno != EINTR) {
            const int reason = errno;
            const auto code =
                reason == ENAMETOOLONG ? OutcomeClass::name_too_long : OutcomeClass::write_error;
            return system_error(code, Stage::commit, "cannot create a journal in '" + folder + "'",
                                reason);
        }
    }
}

Journal::Journal(Fd fd, std::string path)
    : fd_(std::move(fd)), path_(std::move(path)), owner_pid_(::getpid()) {
}

Journal::Journal(Journal&& other) noexcept = default;

Journal::~Journal() {
    if (fd_ && ::getpid() == owner_pid_) {
        (void)close();
    }
}

Expected<void> Journal::append(std::string_view line) {
    IMGBATCH_TRY(state_);
    if (waiting_lines_++ == 0) {
        oldest_waiting_ = Clock::now();
    }
    waiting_ += line;
    return waiting_lines_ >= max_waiting_lines || is_due() ? flush() : Expected<void>();
}

Expected<void> Journal::flush_if_due() {
    return is_due() ? flush() : state_;
}

Expected<void> Journal::flush() {
    IMGBATCH_TRY(state_);
    if (waiting_lines_ > 0) {
        written_ = true;
        if (const auto written = write_all(fd_.get(), as_bytes(waiting_)); !written) {
            state_ = failure("write", written.error().errno_value);
        }
        waiting_.clear();
        waiting_lines_ = 0;
    }
    return state_;
}

Expected<void> Journal::close() {
    if (!fd_) {
        return state_;
    }
    const bool flushed = flush().has_value();
    if (!written_) {
        ::unlink(path_.c_str());
    }
    const int reason = fd_.close();
    if (flushed && reason != 0) {
        state_ = failure("close", reason);
    }
    return state_;
}

Error Journal::failure(const std::string& action, int reason) const {
    return system_error(OutcomeClass::write_error, Stage::commit,
                        "cannot " + action + " the journal '" + path_ + "'", reason);
}

bool Journal::is_due() const {
    return waiting_lines_ > 0 && Clock::now() - oldest_waiting_ >= max_delay;
}

} // namespace imgbatch
