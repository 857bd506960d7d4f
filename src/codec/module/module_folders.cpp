#include "codec/module/module_folders.h"

#include "base/path.h"

#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

#include <array>

namespace imgbatch {
namespace {

constexpr std::array module_names{"imgbatch-avif.so"};

const char here = 0; ///< an address within the file that this code is part of

std::string program_file() {
    std::array<char, 4096> target{};
    const ssize_t length = ::readlink("/proc/self/exe", target.data(), target.size());
    const bool whole = length > 0 && static_cast<std::size_t>(length) < target.size();
    return whole ? std::string(target.data(), static_cast<std::size_t>(length)) : std::string();
}

/// Absolute, or empty where it cannot be told. The loader gives a program itself an empty name, and
/// dladdr then says argv[0], which whoever starts a program chooses: the kernel is asked instead.
std::string own_file() {
    Dl_info info{};
    void* map = nullptr;
    if (::dladdr1(&here, &info, &map, RTLD_DL_LINKMAP) == 0 || map == nullptr) {
        return {};
    }
    const char* name = static_cast<const link_map*>(map)->l_name;
    std::string file = name == nullptr || *name == '\0' ? program_file() : std::string(name);
    return file.starts_with('/') ? file : std::string();
}

} // namespace

std::vector<std::string> module_folders() {
    std::vector<std::string> folders;
    if (const std::string file = own_file(); !file.empty()) {
        const std::string folder(path_parent(file));
        folders.push_back(folder);
        folders.push_back(path_join(folder, IMGBATCH_MODULES_FROM_PROGRAM));
    }
    folders.emplace_back(IMGBATCH_MODULES);
    return folders;
}

std::vector<std::string> module_files() {
    std::vector<std::string> files;
    for (const std::string& folder : module_folders()) {
        for (const char* name : module_names) {
            files.push_back(path_join(folder, name));
        }
    }
    return files;
}

} // namespace imgbatch
