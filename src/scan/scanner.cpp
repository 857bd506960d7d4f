#include "scan/scanner.h"

#include "base/path.h"
#include "base/try.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

namespace imgbatch {
namespace {

constexpr std::size_t max_open_directories = 16;
/// Folders without a wanted file, and links, that one call passes.
constexpr int max_steps_per_call = 256;

Error scan_error(OutcomeClass code, std::string_view message) {
    return Error{code, Stage::scan, std::string(message), 0};
}

Error special_error() {
    return scan_error(OutcomeClass::skipped_special, "not a regular file");
}

Error vanished_error(int reason) {
    return system_error(OutcomeClass::vanished, Stage::scan, "gone while the folder was scanned",
                        reason);
}

/// How a name that readdir has just told can fail to be there.
Error lost_error(Error error) {
    const bool gone = error.errno_value == ENOENT || error.errno_value == ENOTDIR;
    return gone ? vanished_error(error.errno_value) : std::move(error);
}

Error stat_error(int reason) {
    const auto code =
        reason == ENAMETOOLONG ? OutcomeClass::name_too_long : OutcomeClass::read_error;
    return system_error(code, Stage::scan, "cannot stat", reason);
}

/// Workers open by path, and the kernel takes none of PATH_MAX bytes or more.
bool too_long(const std::string& path) {
    return path.size() >= PATH_MAX;
}

Error too_long_error() {
    return system_error(OutcomeClass::name_too_long, Stage::scan, "cannot open", ENAMETOOLONG);
}

std::string with_slash(std::string path) {
    if (path.empty() || path.back() != '/') {
        path += '/';
    }
    return path;
}

std::string without_slash(std::string path) {
    if (path.size() > 1 && path.back() == '/') {
        path.pop_back();
    }
    return path;
}

/// How to open the folder whose entries' paths begin with `prefix`.
std::string folder_name(const std::string& prefix) {
    return prefix.empty() ? "." : without_slash(prefix);
}

} // namespace

Expected<Scanner> Scanner::create(std::vector<std::string> arguments, const ScanOptions& options,
                                  std::vector<std::string> left_out) {
    IMGBATCH_TRY(auto filter, PathFilter::create(options));
    return Scanner(std::move(arguments), options, std::move(left_out), std::move(filter));
}

Scanner::Scanner(std::vector<std::string> arguments, const ScanOptions& options,
                 std::vector<std::string> left_out, PathFilter filter)
    : arguments_(std::move(arguments)), left_out_(std::move(left_out)), filter_(std::move(filter)),
      follow_(options.follow_symlinks ? FollowLinks::yes : FollowLinks::no),
      max_depth_(options.max_depth) {
}

NextInput Scanner::next() {
    for (int steps = 0;; ++steps) {
        if (steps >= max_steps_per_call && !levels_.empty() && levels_.back().directory) {
            return NotYet{levels_.back().directory->fd()};
        }
        std::optional<Found> found;
        if (levels_.empty()) {
            if (next_argument_ == arguments_.size()) {
                return NoMore{};
            }
            found = start(next_argument_++);
        } else if (Level& level = levels_.back(); level.next == level.names.size()) {
            levels_.pop_back();
        } else {
            const std::string name = std::move(level.names[level.next++]);
            found = visit(level, name);
        }
        if (found) {
            return *std::move(found);
        }
    }
}

std::optional<Found> Scanner::start(std::size_t argument) {
    const std::string& path = arguments_[argument];
    Found found{path, std::string(path_name(path)), argument, true, 0, std::nullopt};
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        found.error = stat_error(errno);
        return found;
    }
    if (S_ISREG(status.st_mode)) {
        found.bytes = static_cast<std::uint64_t>(status.st_size);
        return found;
    }
    if (!S_ISDIR(status.st_mode)) {
        found.error = special_error();
        return found;
    }
    if (max_depth_ && *max_depth_ == 0) {
        return std::nullopt;
    }
    auto directory = Directory::open(AT_FDCWD, path, FollowLinks::yes);
    if (!directory) {
        found.error = std::move(directory).error();
        return found;
    }
    visited_.clear();
    visited_.insert(directory->id());
    return push(*std::move(directory), path == "." ? std::string() : with_slash(path), "");
}

std::optional<Found> Scanner::visit(Level& level, const std::string& name) {
    const std::string bare = name.substr(0, name.find('/'));
    const std::string path = level.path + bare;
    if (too_long(path)) {
        return failed(path, level.relative + bare, too_long_error());
    }
    if (auto error = reopen(level)) {
        level.next = level.names.size(); // the rest of it cannot be reached either
        return failed(folder_name(level.path), without_slash(level.relative), *std::move(error));
    }
    return bare.size() == name.size() ? look_at_file(level, bare) : enter(level, bare);
}

std::optional<Found> Scanner::look_at_file(Level& level, const std::string& name) {
    const std::string path = level.path + name;
    const std::string relative = level.relative + name;
    struct stat status {};
    if (const int reason = level.directory->look_at(name, follow_, status); reason != 0) {
        const bool dangling = reason == ENOENT && follow_ == FollowLinks::yes &&
                              level.directory->look_at(name, FollowLinks::no, status) == 0;
        return failed(path, relative,
                      dangling ? stat_error(reason) : lost_error(stat_error(reason)));
    }
    if (S_ISLNK(status.st_mode)) {
        return std::nullopt;
    }
    if (S_ISDIR(status.st_mode)) {
        return failed(path, relative,
                      scan_error(OutcomeClass::vanished, "became a folder while scanned"));
    }
    if (!S_ISREG(status.st_mode)) {
        return failed(path, relative, special_error());
    }
    const auto bytes = static_cast<std::uint64_t>(status.st_size);
    return Found{path, relative, next_argument_ - 1, false, bytes, std::nullopt};
}

std::optional<Found> Scanner::enter(Level& parent, const std::string& name) {
    std::string path = parent.path + name;
    std::string relative = parent.relative + name;
    auto directory = Directory::open(parent.directory->fd(), name, follow_);
    if (!directory) {
        return failed(std::move(path), std::move(relative),
                      lost_error(std::move(directory).error()));
    }
    if (is_left_out(directory->id()) ||
        (follow_ == FollowLinks::yes && !visited_.insert(directory->id()).second)) {
        return std::nullopt;
    }
    return push(*std::move(directory), with_slash(std::move(path)),
                with_slash(std::move(relative)));
}

/// Reads the folder and makes it the current one. What could not be read of it is its record.
std::optional<Found> Scanner::push(Directory directory, std::string path, std::string relative) {
    Level level{std::nullopt, directory.id(), std::move(path), std::move(relative), {}, 0};
    const int reason = directory.read([&](std::string_view name, unsigned char type) {
        if (auto kept = wanted(level, directory, name, type)) {
            level.names.push_back(*std::move(kept));
        }
    });
    std::sort(level.names.begin(), level.names.end());
    level.directory = std::move(directory);
    levels_.push_back(std::move(level));
    if (levels_.size() > max_open_directories) {
        levels_[levels_.size() - 1 - max_open_directories].directory.reset();
    }
    if (reason == 0) {
        return std::nullopt;
    }
    const Level& top = levels_.back();
    return failed(folder_name(top.path), without_slash(top.relative),
                  system_error(OutcomeClass::read_error, Stage::scan,
                               "cannot read all of the folder", reason));
}

/// The name as a level keeps it, or nullopt where it is passed over. Only names whose kind the
/// folder does not tell, and symlinks to follow, cost a look.
std::optional<std::string> Scanner::wanted(const Level& level, const Directory& directory,
                                           std::string_view name, unsigned char type) const {
    std::string kept(name);
    if (type == DT_UNKNOWN || (type == DT_LNK && follow_ == FollowLinks::yes)) {
        struct stat status {};
        if (directory.look_at(kept, follow_, status) == 0) {
            type = static_cast<unsigned char>(IFTODT(status.st_mode));
        } else {
            type = DT_REG; // the look when it is asked for tells why
        }
    }
    if (type == DT_LNK) {
        return std::nullopt;
    }
    if (type != DT_DIR) {
        return filter_.takes_file(level.relative, name) ? std::optional(std::move(kept))
                                                        : std::nullopt;
    }
    const bool deep_enough = max_depth_ && levels_.size() + 1 >= *max_depth_;
    if (deep_enough || !filter_.enters_folder(level.relative, name)) {
        return std::nullopt;
    }
    return with_slash(std::move(kept));
}

/// A folder whose descriptor was given up is opened again by its path; it must be the same one.
std::optional<Error> Scanner::reopen(Level& level) const {
    if (level.directory) {
        return std::nullopt;
    }
    auto directory = Directory::open(AT_FDCWD, folder_name(level.path), FollowLinks::yes);
    if (!directory) {
        return lost_error(std::move(directory).error());
    }
    if (directory->id() != level.id) {
        return scan_error(OutcomeClass::vanished, "the folder was replaced while it was scanned");
    }
    level.directory = *std::move(directory);
    return std::nullopt;
}

/// Looked up anew each time: an output folder may be made, or made again, during the walk.
bool Scanner::is_left_out(FileId id) const {
    return std::any_of(left_out_.begin(), left_out_.end(),
                       [id](const std::string& folder) { return file_id(folder) == id; });
}

Found Scanner::failed(std::string path, std::string relative, Error error) const {
    return Found{std::move(path), std::move(relative), next_argument_ - 1, false, 0,
                 std::move(error)};
}

} // namespace imgbatch
