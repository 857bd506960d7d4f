#include "scan/path_filter.h"

#include "base/path.h"
#include "base/try.h"

#include <algorithm>

namespace imgbatch {
namespace {

/// What imgbatch itself leaves in folders is no input, not even of a walk over hidden names.
bool is_ours(std::string_view name) {
    return name == ".imgbatch" || (name.starts_with(".imgbatch-") && name.ends_with(".tmp"));
}

Expected<std::vector<Glob>> parse_all(const std::vector<std::string>& patterns,
                                      std::string_view option) {
    std::vector<Glob> globs;
    for (const std::string& pattern : patterns) {
        auto glob = Glob::parse(pattern);
        if (!glob) {
            Error error = std::move(glob).error();
            error.message = std::string(option) + " '" + pattern + "': " + std::move(error.message);
            return error;
        }
        globs.push_back(*std::move(glob));
    }
    return globs;
}

bool any_matches(const std::vector<Glob>& globs, std::string_view folder, std::string_view name,
                 bool is_folder) {
    if (globs.empty()) {
        return false;
    }
    const std::string path = std::string(folder).append(name);
    return std::any_of(globs.begin(), globs.end(),
                       [&](const Glob& glob) { return glob.matches(path, is_folder); });
}

} // namespace

Expected<PathFilter> PathFilter::create(const ScanOptions& options) {
    PathFilter filter;
    for (const std::string& extension : options.extensions) {
        const bool dotted = extension.starts_with('.');
        filter.extensions_.push_back(ascii_lower(dotted ? extension : "." + extension));
    }
    IMGBATCH_TRY(filter.globs_, parse_all(options.globs, "--glob"));
    IMGBATCH_TRY(filter.excludes_, parse_all(options.excludes, "--exclude"));
    filter.hidden_ = options.hidden;
    return filter;
}

bool PathFilter::has_extension(std::string_view name) const {
    if (extensions_.empty()) {
        return true;
    }
    const std::string lower = ascii_lower(name);
    return std::any_of(extensions_.begin(), extensions_.end(), [&](const std::string& extension) {
        return lower.size() > extension.size() && lower.ends_with(extension);
    });
}

bool PathFilter::takes_file(std::string_view folder, std::string_view name) const {
    if ((!hidden_ && name.starts_with('.')) || is_ours(name) || !has_extension(name)) {
        return false;
    }
    return (globs_.empty() || any_matches(globs_, folder, name, false)) &&
           !any_matches(excludes_, folder, name, false);
}

bool PathFilter::enters_folder(std::string_view folder, std::string_view name) const {
    return (hidden_ || !name.starts_with('.')) && !is_ours(name) &&
           !any_matches(excludes_, folder, name, true);
}

} // namespace imgbatch
