/// Which of the names that a walk meets are wanted. Names that the user spelt are never asked for.
#pragma once

#include <imgbatch/options.h>
#include <imgbatch/result.h>

#include "scan/glob.h"

#include <string>
#include <string_view>
#include <vector>

namespace imgbatch {

/// Immutable once made; safe to share between threads.
class PathFilter {
public:
    /// Errors (usage): a malformed pattern, named in the message.
    static Expected<PathFilter> create(const ScanOptions& options);

    /// `folder` is the path below the root with a slash at its end, or empty; `name` has no slash.
    [[nodiscard]] bool takes_file(std::string_view folder, std::string_view name) const;
    [[nodiscard]] bool enters_folder(std::string_view folder, std::string_view name) const;

private:
    [[nodiscard]] bool has_extension(std::string_view name) const;

    std::vector<std::string> extensions_; ///< small letters, with their dot
    std::vector<Glob> globs_;
    std::vector<Glob> excludes_;
    bool hidden_ = false;
};

} // namespace imgbatch
