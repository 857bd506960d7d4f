/// Inputs from a list of paths (`--files-from`), one entry at a time, as they arrive.
#pragma once

#include <imgbatch/result.h>

#include "base/fd.h"
#include "scan/input_source.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace imgbatch {

struct ListOptions {
    char separator = '\n';           ///< or NUL
    std::optional<std::string> base; ///< entries keep what lies below it; none: current folder
    std::size_t root = 0;            ///< what Found::root says of every entry
};

/// Entries are separated by one byte and else taken as they are: no quoting, no CR stripped, empty
/// ones ignored, the last needs no separator. Each is looked at by stat, symlinks followed; what is
/// no regular file is its own record, and so is an entry longer than any path. Never blocks on the
/// list itself, and never holds more than one buffer of it.
class ListReader final : public InputSource {
public:
    /// `file`: a path, or "-" for standard input, which stays open. Errors: read_error.
    static Expected<ListReader> open(const std::string& file, ListOptions options);

    ListReader(Fd list, ListOptions options);

    /// After a read error in the list: one record without a path, then NoMore.
    NextInput next() override;

private:
    std::optional<Found> take_entry();
    std::optional<Found> take_unfinished();
    [[nodiscard]] bool readable() const;
    std::optional<Found> fill();
    [[nodiscard]] Found look_at(std::string_view entry) const;
    [[nodiscard]] Found too_long(std::string_view entry) const;
    [[nodiscard]] std::string relative_of(std::string_view entry) const;

    Fd list_;
    ListOptions options_;
    std::string current_; ///< the current folder, as it was at the start
    std::string buffer_;
    std::size_t begin_ = 0;   ///< of the entry that comes next
    std::size_t scanned_ = 0; ///< no separator from begin_ up to here
    bool ended_ = false;
    bool discarding_ = false; ///< inside an entry that is too long and was told
};

} // namespace imgbatch
