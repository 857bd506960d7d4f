#include "codec/module/load_module.h"

#include "base/path.h"

#include <dlfcn.h>
#include <unistd.h>

namespace imgbatch {
namespace {

Error missing(const ModuleName& name, const std::string& why) {
    return Error{OutcomeClass::unsupported, Stage::none,
                 std::string(name.format) + " needs the module " + name.file + ", which " + why, 0};
}

/// What the loader says: "libavif.so.15: cannot open shared object file: …".
std::string loader_message() {
    const char* message = ::dlerror(); // of this thread alone
    return message != nullptr ? message : "unknown reason";
}

Expected<const CodecModule*> open_module(const ModuleName& name, const std::string& path) {
    void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        return missing(name, "cannot be loaded (is " + std::string(name.package) +
                                 " installed?): " + loader_message());
    }
    const auto entry = reinterpret_cast<CodecModuleEntry>(::dlsym(handle, codec_module_entry));
    const CodecModule* module = entry != nullptr ? entry() : nullptr;
    if (module == nullptr || module->abi != codec_module_abi) {
        ::dlclose(handle);
        return missing(name, "belongs to another version of imgbatch: " + path);
    }
    return module;
}

} // namespace

Expected<const CodecModule*> load_module(const ModuleName& name,
                                         const std::vector<std::string>& folders) {
    for (const std::string& folder : folders) {
        const std::string path = path_join(folder, name.file);
        if (::access(path.c_str(), F_OK) == 0) {
            return open_module(name, path);
        }
    }
    return missing(name,
                   "is not installed; it also needs the package " + std::string(name.package));
}

} // namespace imgbatch
