#include "support/files_below.h"

#include "support/temp_dir.h"

#include <filesystem>

namespace imgbatch::test {

std::map<std::string, std::string> files_below(const std::string& folder) {
    namespace fs = std::filesystem;
    std::map<std::string, std::string> files;
    for (auto entry = fs::recursive_directory_iterator(folder);
         entry != fs::recursive_directory_iterator(); ++entry) {
        if (entry->is_directory() && entry->path().filename() == ".imgbatch") {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file()) {
            files[fs::relative(entry->path(), folder)] = read_file(entry->path());
        }
    }
    return files;
}

} // namespace imgbatch::test
