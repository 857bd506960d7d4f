#include "record/journal_reader.h"

#include "base/file_io.h"
#include "base/path.h"
#include "base/try.h"
#include "record/journal.h"
#include "record/json_fields.h"
#include "record/record.h"
#include "record/summary.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace imgbatch {
namespace {

constexpr std::string_view suffix = ".ndjson";

/// Cuts a stream of chunks into lines of bounded length.
class LineSplitter {
public:
    /// Calls `visit(line)` for every line that ends in `chunk`; the newline is not part of it.
    template <class Visit>
    void feed(std::string_view chunk, const Visit& visit) {
        for (;;) {
            const std::size_t end = chunk.find('\n');
            add(chunk.substr(0, end));
            if (end == std::string_view::npos) {
                return;
            }
            if (overlong_) {
                ++overlong_lines_;
            } else {
                visit(std::string_view(pending_));
            }
            pending_.clear();
            overlong_ = false;
            chunk.remove_prefix(end + 1);
        }
    }

    [[nodiscard]] std::uint64_t overlong_lines() const { return overlong_lines_; }
    [[nodiscard]] bool has_unfinished_line() const { return overlong_ || !pending_.empty(); }

private:
    void add(std::string_view piece) {
        if (overlong_ || piece.size() > max_json_line_bytes - pending_.size()) {
            overlong_ = true;
            pending_.clear();
        } else {
            pending_ += piece;
        }
    }

    std::string pending_;
    bool overlong_ = false;
    std::uint64_t overlong_lines_ = 0;
};

/// The newest record per output so far.
class Newest {
public:
    void take(ImageOutcome outcome) {
        const auto [place, is_new] = places_.try_emplace(record_key(outcome), records_.size());
        if (is_new) {
            records_.push_back(std::move(outcome));
        } else if (supersedes(outcome, records_[place->second])) {
            records_[place->second] = std::move(outcome);
        }
    }

    [[nodiscard]] const std::vector<ImageOutcome>& records() const { return records_; }

private:
    std::unordered_map<std::string, std::size_t> places_;
    std::vector<ImageOutcome> records_;
};

/// START of HOST-PID-START.ndjson.
std::string_view start_of(std::string_view name) {
    name.remove_suffix(suffix.size());
    const std::size_t dash = name.rfind('-');
    return dash == std::string_view::npos ? name : name.substr(dash + 1);
}

/// Fills `names` with those of the journals in `folder`, oldest run first.
Expected<void> list_names(const std::string& folder, std::vector<std::string>& names) {
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(folder.c_str()), ::closedir);
    if (!dir) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return {};
        }
        return system_error(OutcomeClass::read_error, Stage::scan, "cannot list '" + folder + "'",
                            errno);
    }
    while (const dirent* entry = ::readdir(dir.get())) {
        const std::string_view name(entry->d_name);
        if (!name.starts_with('.') && name.ends_with(suffix)) {
            names.emplace_back(name);
        }
    }
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        return std::pair(start_of(a), std::string_view(a)) <
               std::pair(start_of(b), std::string_view(b));
    });
    return {};
}

/// Gives the file's records to `visit`. False where the file cannot be read (to its end).
bool read_journal(const std::string& path, const RecordVisit& visit, JournalReadStats& stats) {
    const auto file = open_regular(path);
    if (!file) {
        return false;
    }
    const auto take_line = [&](std::string_view line) {
        auto record = parse_record(line);
        if (!record) {
            ++stats.ignored_lines;
        } else if (record->type == RecordType::image) {
            ++stats.records;
            visit(std::move(record->image), line);
        }
    };
    LineSplitter splitter;
    std::vector<char> chunk(65536);
    ssize_t got = 0;
    while ((got = ::read(file->fd.get(), chunk.data(), chunk.size())) > 0 ||
           (got < 0 && errno == EINTR)) {
        if (got > 0) {
            splitter.feed({chunk.data(), static_cast<std::size_t>(got)}, take_line);
        }
    }
    stats.ignored_lines += splitter.overlong_lines();
    stats.unfinished_lines += splitter.has_unfinished_line() ? 1U : 0U;
    return got == 0;
}

} // namespace

std::string record_key(const ImageOutcome& record) {
    // No name holds a NUL, so inputs stay apart from outputs.
    return record.output.empty() ? std::string(1, '\0') + record.input : record.output;
}

bool supersedes(const ImageOutcome& later, const ImageOutcome& earlier) {
    const OutcomeGroup group = group_of(later.outcome);
    return group_of(earlier.outcome) != OutcomeGroup::done ||
           (group != OutcomeGroup::skipped && group != OutcomeGroup::cancelled);
}

Expected<std::vector<std::string>> list_journals(const std::string& state_root) {
    const std::string folder = state_folder(state_root);
    std::vector<std::string> paths;
    IMGBATCH_TRY(list_names(folder, paths));
    for (std::string& path : paths) {
        path = path_join(folder, path);
    }
    return paths;
}

JournalReadStats read_records(const std::vector<std::string>& journals, const RecordVisit& visit) {
    JournalReadStats stats;
    for (const std::string& path : journals) {
        ++stats.files;
        stats.unreadable_files += read_journal(path, visit, stats) ? 0U : 1U;
    }
    return stats;
}

Expected<JournalReadStats> read_journals(const std::string& state_root,
                                         const std::function<void(const ImageOutcome&)>& visit) {
    IMGBATCH_TRY(const auto journals, list_journals(state_root));
    Newest newest;
    const JournalReadStats stats =
        read_records(journals, [&](ImageOutcome&& record, std::string_view /*line*/) {
            newest.take(std::move(record));
        });
    for (const ImageOutcome& outcome : newest.records()) {
        visit(outcome);
    }
    return stats;
}

} // namespace imgbatch
