#include "record/compact_journals.h"

#include "base/atomic_file.h"
#include "base/bytes.h"
#include "base/fd.h"
#include "base/try.h"
#include "record/journal.h"
#include "record/journal_reader.h"

#include <fcntl.h>

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sys/file.h>
#include <sys/stat.h>

namespace imgbatch {
namespace {

/// The locks of all journals; none where one of them is somebody's.
std::vector<Fd> lock_all(const std::vector<std::string>& journals) {
    std::vector<Fd> locks;
    for (const std::string& path : journals) {
        Fd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
        struct stat status {};
        if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
            ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
            return {};
        }
        locks.push_back(std::move(fd));
    }
    return locks;
}

/// The newest record of one output, as it was written.
struct Line {
    ImageOutcome record;
    std::string text;
};

/// All that is to be kept, or nothing where a line cannot be read.
std::vector<Line> newest_lines(const std::vector<std::string>& journals) {
    std::vector<Line> lines;
    std::unordered_map<std::string, std::size_t> places;
    const auto stats = read_records(journals, [&](ImageOutcome&& record, std::string_view text) {
        const auto [place, is_new] = places.try_emplace(record_key(record), lines.size());
        if (is_new) {
            lines.push_back({std::move(record), std::string(text)});
        } else if (supersedes(record, lines[place->second].record)) {
            lines[place->second] = {std::move(record), std::string(text)};
        }
    });
    if (stats.unreadable_files > 0 || stats.ignored_lines > 0) {
        lines.clear();
    }
    return lines;
}

Expected<void> replace(const std::string& target, const std::vector<Line>& lines) {
    IMGBATCH_TRY(auto file, AtomicFile::create(target));
    std::string text;
    for (const Line& line : lines) {
        text.append(line.text).append("\n");
        if (text.size() > 1U << 20) {
            IMGBATCH_TRY(file.write(as_bytes(text)));
            text.clear();
        }
    }
    IMGBATCH_TRY(file.write(as_bytes(text)));
    CommitSettings settings;
    settings.fsync = true; // what it replaces goes away
    return file.commit(settings);
}

} // namespace

Expected<bool> compact_journals(const std::string& state_root) {
    IMGBATCH_TRY(const auto journals, list_journals(state_root));
    if (journals.size() < 2) {
        return false;
    }
    sweep_stale_temporaries(state_folder(state_root));
    const auto locks = lock_all(journals);
    if (locks.empty()) {
        return false;
    }
    const auto lines = newest_lines(journals);
    if (lines.empty()) {
        return false;
    }
    IMGBATCH_TRY(replace(journals.back(), lines));
    for (auto older = journals.begin(); older + 1 != journals.end(); ++older) {
        ::unlink(older->c_str());
    }
    return true;
}

} // namespace imgbatch
