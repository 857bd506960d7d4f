#include "record/journal.h"

#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "record/journal_reader.h"
#include "record/record.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <string>

#include <sys/stat.h>

namespace imgbatch::test {
namespace {

/// One process's own folder for journals, in memory where there is such a place.
class StateFolder {
public:
    StateFolder() {
        const char* const base = ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        root_ = std::string(base) + "/imgbatch-fuzz-" + std::to_string(::getpid());
        ::mkdir(root_.c_str(), 0700);
        ::mkdir(state_folder(root_).c_str(), 0700);
    }
    StateFolder(const StateFolder&) = delete;
    StateFolder& operator=(const StateFolder&) = delete;
    ~StateFolder() {
        ::unlink(file().c_str());
        ::rmdir(state_folder(root_).c_str());
        ::rmdir(root_.c_str());
    }

    [[nodiscard]] const std::string& root() const { return root_; }
    [[nodiscard]] std::string file() const {
        return state_folder(root_) + "/host-1-20240607T101112.000001.ndjson";
    }

    void write(std::string_view content) const {
        std::FILE* const out = std::fopen(file().c_str(), "wb");
        expect(out != nullptr, "there is a place to write to");
        if (!content.empty()) { // no bytes may have no address
            std::fwrite(content.data(), 1, content.size(), out);
        }
        std::fclose(out);
    }

private:
    std::string root_;
};

struct Wanted {
    std::map<std::string, std::string> newest; ///< line by what it is about
    std::uint64_t records = 0;
    std::uint64_t ignored = 0;
};

std::string subject(const ImageOutcome& outcome) {
    return outcome.output.empty() ? std::string(1, '\0') + outcome.input : outcome.output;
}

/// The same by the plainest means: whole lines, one by one.
Wanted read_plainly(std::string_view content) {
    Wanted wanted;
    for (auto end = content.find('\n'); end != std::string_view::npos; end = content.find('\n')) {
        const auto record = parse_record(content.substr(0, end));
        content.remove_prefix(end + 1);
        if (!record) {
            ++wanted.ignored;
        } else if (record->type == RecordType::image) {
            ++wanted.records;
            wanted.newest[subject(record->image)] = to_json_line(record->image);
        }
    }
    return wanted;
}

} // namespace

/// A journal: its whole lines count, the last of each output; a line without its end never does.
void fuzz_journal(ByteView input) {
    static const StateFolder folder;
    const std::string_view content = as_text(input);
    folder.write(content);
    Wanted wanted = read_plainly(content);
    const auto stats = read_journals(folder.root(), [&](const ImageOutcome& outcome) {
        const auto at = wanted.newest.find(subject(outcome));
        expect(at != wanted.newest.end(),
               "an output is told once, and only if a whole line says so");
        expect(at->second == to_json_line(outcome), "the last line of an output counts");
        wanted.newest.erase(at);
    });
    expect(stats.operator bool() && stats->files == 1 && stats->unreadable_files == 0,
           "a journal can be read, whatever it holds");
    expect(wanted.newest.empty(), "no output is left out");
    expect(stats->records == wanted.records && stats->ignored_lines == wanted.ignored,
           "lines are counted");
    expect(stats->unfinished_lines == (content.empty() || content.ends_with('\n') ? 0U : 1U),
           "a line that was cut off is known as such");
}

} // namespace imgbatch::test
