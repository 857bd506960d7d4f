#include "pipeline/target.h"

#include "base/path.h"
#include "base/try.h"

#include <algorithm>
#include <array>
#include <cerrno>

namespace imgbatch {
namespace {

bool same_file(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool is_older(const timespec& a, const timespec& b) {
    return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

/// Whether a nameless file failed for a reason that a named one shares: the disk's. What a disk
/// could not keep is told, not tried again until it says yes.
bool is_the_same_either_way(const Error& error) {
    constexpr std::array of_disk{ENOSPC, EDQUOT, EIO, EROFS, EFBIG, ESTALE};
    return error.code == OutcomeClass::skipped_existing ||
           std::find(of_disk.begin(), of_disk.end(), error.errno_value) != of_disk.end();
}

Error leave(OutcomeClass code, std::string message) {
    return Error{code, Stage::plan, std::move(message), 0};
}

} // namespace

std::optional<Error> TargetWriter::reason_to_leave(const std::string& target,
                                                   const struct stat& input, bool outdated) const {
    struct stat existing {};
    if (options_.in_place || ::lstat(target.c_str(), &existing) != 0) {
        return std::nullopt;
    }
    if (!S_ISREG(existing.st_mode) && !S_ISLNK(existing.st_mode)) {
        return Error{OutcomeClass::write_error, Stage::commit,
                     "the output's name is taken by something that is no file", EEXIST};
    }
    if (::stat(target.c_str(), &existing) != 0) {
        return std::nullopt; // a link to nowhere: replaced
    }
    if (same_file(existing, input)) {
        return leave(OutcomeClass::collision,
                     "the output would replace its own input; --in-place allows that");
    }
    switch (options_.overwrite) {
    case Overwrite::always:
        return std::nullopt;
    case Overwrite::never:
        return leave(OutcomeClass::skipped_existing, "the output exists (--overwrite never)");
    case Overwrite::older:
        if (outdated || is_older(existing.st_mtim, input.st_mtim)) {
            return std::nullopt;
        }
        return leave(OutcomeClass::up_to_date,
                     "the output is newer than the input; --overwrite always redoes it");
    }
    return std::nullopt;
}

Expected<void> TargetWriter::prepare_folder(const std::string& folder) {
    if (prepared_.contains(folder)) {
        return {};
    }
    IMGBATCH_TRY(create_folders(folder));
    sweep_stale_temporaries(folder);
    prepared_.insert(folder);
    return {};
}

CommitSettings TargetWriter::settings_for(const struct stat& input) const {
    CommitSettings settings;
    settings.mode = input.st_mode & 0666;
    settings.replace =
        options_.overwrite == Overwrite::never && !options_.in_place ? Replace::no : Replace::yes;
    settings.fsync = options_.fsync;
    if (options_.in_place) {
        settings.owner = FileOwner{input.st_uid, input.st_gid};
    }
    if (options_.keep_dates) {
        settings.modified = input.st_mtim;
    }
    return settings;
}

Expected<void> TargetWriter::write(const std::string& target, ByteView data,
                                   const struct stat& input, Unborn unborn) const {
    IMGBATCH_TRY(auto file, AtomicFile::create(target, unborn));
    IMGBATCH_TRY(file.write(data));
    return file.commit(settings_for(input));
}

Expected<void> TargetWriter::publish(const std::string& target, ByteView data,
                                     const struct stat& input) {
    IMGBATCH_TRY(prepare_folder(path_parent(target)));
    // In place there is always something to replace, where a name from the start is cheaper.
    if (nameless_works_ && !options_.in_place) {
        auto done = write(target, data, input, Unborn::nameless);
        if (done || is_the_same_either_way(done.error())) {
            return done;
        }
    }
    auto done = write(target, data, input, Unborn::named);
    if (done) {
        nameless_works_ = false;
    }
    return done;
}

} // namespace imgbatch
