/// What earlier runs did, from the journals they left.
#pragma once

#include <imgbatch/image_task.h>
#include <imgbatch/result.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace imgbatch {

/// What reading met. Nothing here is an error: a line that cannot be read costs at most doing one
/// image again.
struct JournalReadStats {
    std::uint64_t files = 0;
    std::uint64_t unreadable_files = 0;
    std::uint64_t records = 0;       ///< image records read, older ones of an output included
    std::uint64_t ignored_lines = 0; ///< no record, or too long
    std::uint64_t unfinished_lines =
        0; ///< the last of a file, without a newline: its run was cut off
};

/// The paths of all journals of OUT/.imgbatch (`state_root` is OUT), oldest run first; no folder is
/// no journals. Errors: read_error with errno, where the folder is there but cannot be listed.
Expected<std::vector<std::string>> list_journals(const std::string& state_root);

/// A record, and its line without the newline, which may tell more than this version knows.
using RecordVisit = std::function<void(ImageOutcome&& record, std::string_view line)>;

/// Calls `visit` with every image record of these journals, in their order. Every byte is taken as
/// hostile: lines beyond 1 MiB and whatever is no record are passed over.
JournalReadStats read_records(const std::vector<std::string>& journals, const RecordVisit& visit);

/// The key under which a record is the newest one or not: its output, else its input.
std::string record_key(const ImageOutcome& record);

/// Whether `later`, which has the key of `earlier`, takes its place. That an output was left alone,
/// or not got at, does not hide how it was written.
bool supersedes(const ImageOutcome& later, const ImageOutcome& earlier);

/// Reads all journals of OUT/.imgbatch (`state_root` is OUT) and calls `visit` once per output with
/// its newest image record: of the run that started last, and the last line within that, see
/// supersedes(). Records without an output count by their input. Order: as the outputs first
/// occurred.
///
/// Every byte is taken as hostile: lines beyond 1 MiB and whatever is no record are passed over.
/// Holds one record per output in memory. No folder is no journals. Errors: read_error with errno,
/// where the folder is there but cannot be listed.
Expected<JournalReadStats> read_journals(const std::string& state_root,
                                         const std::function<void(const ImageOutcome&)>& visit);

} // namespace imgbatch
