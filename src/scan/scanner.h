/// From arguments to inputs: files as they are, folders walked.
///
/// The walk is depth-first in byte order of the relative paths ("a.jpg" before "a/b.jpg", as `sort`
/// in the C locale orders a listing), so every run sees one order. It streams: a folder is read and
/// sorted when the walk reaches it, and each file is looked at when it is asked for.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "scan/directory.h"
#include "scan/input_source.h"
#include "scan/path_filter.h"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace imgbatch {

/// A file argument is taken whatever the options say, and followed if it is a symlink. In walks
/// hidden names and (unless followed) symlinks are passed over without a record. With
/// follow_symlinks each folder is entered once per argument, so loops end. FIFOs, sockets and
/// devices become skipped_special and are never opened. At most 16 descriptors are open at once,
/// however deep the tree.
class Scanner final : public InputSource {
public:
    /// `left_out`: folders that walks do not enter wherever they meet them, whether they exist
    /// already or appear meanwhile; an argument itself is always walked. Errors (usage): a
    /// malformed pattern.
    static Expected<Scanner> create(std::vector<std::string> arguments, const ScanOptions& options,
                                    std::vector<std::string> left_out);

    /// Errors of single names are records; the walk always goes on. NotYet, with a folder's
    /// descriptor that is readable at once, when many folders held nothing that is wanted: the
    /// caller gets its turn, to stop for example.
    NextInput next() override;

private:
    /// A folder on the way from an argument to the current file.
    struct Level {
        std::optional<Directory> directory; ///< none while deeper levels need the descriptors
        FileId id;
        std::string path;               ///< empty, or with a slash at its end
        std::string relative;           ///< likewise
        std::vector<std::string> names; ///< sorted; folders have a slash at their end
        std::size_t next = 0;
    };

    Scanner(std::vector<std::string> arguments, const ScanOptions& options,
            std::vector<std::string> left_out, PathFilter filter);

    std::optional<Found> start(std::size_t argument);
    std::optional<Found> visit(Level& level, const std::string& name);
    std::optional<Found> look_at_file(Level& level, const std::string& name);
    std::optional<Found> enter(Level& parent, const std::string& name);
    std::optional<Found> push(Directory directory, std::string path, std::string relative);
    std::optional<Error> reopen(Level& level) const;
    std::optional<std::string> wanted(const Level& level, const Directory& directory,
                                      std::string_view name, unsigned char type) const;
    [[nodiscard]] bool is_left_out(FileId id) const;
    [[nodiscard]] Found failed(std::string path, std::string relative, Error error) const;

    std::vector<std::string> arguments_;
    std::vector<std::string> left_out_;
    PathFilter filter_;
    FollowLinks follow_;
    std::optional<unsigned> max_depth_;
    std::size_t next_argument_ = 0;
    std::vector<Level> levels_; ///< the argument's folder first; empty between arguments
    std::unordered_set<FileId, FileIdHash> visited_; ///< only while following symlinks
};

} // namespace imgbatch
