#include "scan/list_reader.h"

#include "base/path.h"
#include "scan/lexical_path.h"

#include <fcntl.h>
#include <poll.h>

#include <cerrno>
#include <climits>
#include <utility>

#include <sys/stat.h>

namespace imgbatch {
namespace {

constexpr std::size_t max_entry_bytes = std::size_t{2} * PATH_MAX;
constexpr std::size_t read_bytes = 64 * 1024;
/// A list without an end or a separator must not keep the caller from its loop.
constexpr int max_reads_per_call = 16;

Error entry_error(OutcomeClass code, std::string_view message) {
    return Error{code, Stage::scan, std::string(message), 0};
}

} // namespace

Expected<ListReader> ListReader::open(const std::string& file, ListOptions options) {
    Fd list(file == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                        : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    int reason = !list || ::fstat(list.get(), &status) != 0 ? errno : 0;
    if (reason == 0 && S_ISDIR(status.st_mode)) {
        reason = EISDIR;
    }
    if (reason != 0) {
        return system_error(OutcomeClass::read_error, Stage::scan,
                            "cannot open the list '" + file + "'", reason);
    }
    return ListReader(std::move(list), std::move(options));
}

ListReader::ListReader(Fd list, ListOptions options)
    : list_(std::move(list)), options_(std::move(options)), current_(current_folder()) {
    if (options_.base) {
        options_.base = lexically_absolute(*options_.base, current_);
    }
}

NextInput ListReader::next() {
    for (int reads = 0;; ++reads) {
        if (auto entry = take_entry()) {
            return *std::move(entry);
        }
        if (ended_) {
            return NoMore{};
        }
        if (reads == max_reads_per_call || !readable()) {
            return NotYet{list_.get()};
        }
        if (auto failure = fill()) {
            return *std::move(failure);
        }
    }
}

std::optional<Found> ListReader::take_entry() {
    for (;;) {
        const auto end = buffer_.find(options_.separator, scanned_);
        if (end == std::string::npos) {
            return take_unfinished();
        }
        const auto entry = std::string_view(buffer_).substr(begin_, end - begin_);
        begin_ = scanned_ = end + 1;
        if (!std::exchange(discarding_, false) && !entry.empty()) {
            return look_at(entry);
        }
    }
}

/// What is left in the buffer has no separator: it is the last entry, too long, or not all here.
std::optional<Found> ListReader::take_unfinished() {
    scanned_ = buffer_.size();
    const auto entry = std::string_view(buffer_).substr(begin_);
    if (entry.empty() || (!ended_ && !discarding_ && entry.size() <= max_entry_bytes)) {
        return std::nullopt;
    }
    begin_ = scanned_;
    if (discarding_) {
        return std::nullopt;
    }
    discarding_ = !ended_;
    return look_at(entry);
}

bool ListReader::readable() const {
    pollfd poll_fd{list_.get(), POLLIN, 0};
    // An interrupted or failed poll reads as "not yet"; the caller's own poll sorts it out.
    return ::poll(&poll_fd, 1, 0) > 0;
}

std::optional<Found> ListReader::fill() {
    buffer_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
    const std::size_t kept = buffer_.size();
    buffer_.resize(kept + read_bytes);
    const ssize_t got = ::read(list_.get(), buffer_.data() + kept, read_bytes);
    const int reason = got < 0 ? errno : 0;
    buffer_.resize(kept + (got > 0 ? static_cast<std::size_t>(got) : 0));
    ended_ = got == 0;
    if (reason == 0 || reason == EINTR || reason == EAGAIN) {
        return std::nullopt;
    }
    ended_ = true;
    buffer_.clear();
    begin_ = scanned_ = 0;
    return Found{
        "",
        "",
        options_.root,
        true,
        0,
        system_error(OutcomeClass::read_error, Stage::scan, "cannot read the list", reason)};
}

Found ListReader::look_at(std::string_view entry) const {
    if (entry.size() > max_entry_bytes) {
        return too_long(entry);
    }
    Found found{std::string(entry), relative_of(entry), options_.root, true, 0, std::nullopt};
    if (entry.find('\0') != std::string_view::npos) {
        found.error = entry_error(OutcomeClass::read_error,
                                  "a NUL byte in the name (for a list of NULs, use --null)");
        return found;
    }
    struct stat status {};
    if (::stat(found.path.c_str(), &status) != 0) {
        const int reason = errno;
        const auto code =
            reason == ENAMETOOLONG ? OutcomeClass::name_too_long : OutcomeClass::read_error;
        found.error = system_error(code, Stage::scan, "cannot stat", reason);
    } else if (S_ISDIR(status.st_mode)) {
        found.error = system_error(OutcomeClass::read_error, Stage::scan,
                                   "a folder in a list of files", EISDIR);
    } else if (!S_ISREG(status.st_mode)) {
        found.error = entry_error(OutcomeClass::skipped_special, "not a regular file");
    } else {
        found.bytes = static_cast<std::uint64_t>(status.st_size);
    }
    return found;
}

Found ListReader::too_long(std::string_view entry) const {
    const std::string start(entry.substr(0, NAME_MAX));
    return Found{start,
                 std::string(path_name(start)),
                 options_.root,
                 true,
                 0,
                 entry_error(OutcomeClass::name_too_long, "a list entry of more than " +
                                                              std::to_string(max_entry_bytes) +
                                                              " bytes; this is its start")};
}

std::string ListReader::relative_of(std::string_view entry) const {
    const auto below = options_.base
                           ? path_below(*options_.base, lexically_absolute(entry, current_))
                           : path_below(".", lexically_normal(entry));
    return below ? *below : std::string(path_name(entry));
}

} // namespace imgbatch
