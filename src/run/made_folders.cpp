#include "run/made_folders.h"

#include "base/atomic_file.h"
#include "base/path.h"
#include "base/try.h"

#include <unistd.h>

#include <vector>

#include <sys/stat.h>

namespace imgbatch {

Expected<void> MadeFolders::prepare(const std::string& folder) {
    if (prepared_.contains(folder)) {
        return {};
    }
    std::vector<std::string> missing;
    struct stat status {};
    for (std::string path = folder; ::lstat(path.c_str(), &status) != 0;) {
        missing.push_back(path);
        std::string parent = path_parent(path);
        if (parent == path) {
            break;
        }
        path = std::move(parent);
    }
    IMGBATCH_TRY(create_folders(folder));
    made_.insert(missing.begin(), missing.end());
    sweep_stale_temporaries(folder);
    prepared_.insert(folder);
    return {};
}

void MadeFolders::tidy(std::string folder) {
    while (made_.contains(folder) && ::rmdir(folder.c_str()) == 0) {
        made_.erase(folder);
        prepared_.erase(folder);
        folder = path_parent(folder);
    }
}

} // namespace imgbatch
