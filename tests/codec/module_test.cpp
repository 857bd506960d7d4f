#include "codec/module/load_module.h"
#include "codec/module/module_folders.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>

namespace imgbatch {
namespace {

constexpr ModuleName avif{"imgbatch-avif.so", "AVIF", "libavif15"};
constexpr ModuleName other{"imgbatch-other.so", "OTHER", "libother1"};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a module is found beside the program or where an installation has it") {
    const auto folders = module_folders();
    REQUIRE(folders.size() == 3);
    for (const std::string& folder : folders) {
        CHECK(folder.starts_with('/'));
    }
    CHECK(folders[0] == std::filesystem::read_symlink("/proc/self/exe").parent_path());
    const auto module = load_module(avif, folders);
    REQUIRE_MESSAGE(module, module.error().message);
    CHECK((*module)->abi == codec_module_abi);
    CHECK(std::string((*module)->version()).starts_with("libavif "));
    CHECK(*load_module(avif, folders) == *module);
}

TEST_CASE("the working directory has no say in where modules come from") {
    const test::TempDir dir;
    const auto before = module_folders();
    dir.write("imgbatch-other.so", "no code at all");
    const auto home = std::filesystem::current_path();
    std::filesystem::current_path(dir.path());
    const auto folders = module_folders();
    const auto module = load_module(other, folders);
    std::filesystem::current_path(home);
    CHECK(folders == before);
    REQUIRE_FALSE(module);
    CHECK(contains(module.error().message, "is not installed"));
}

TEST_CASE("a missing module is said by name, with the package that it needs") {
    const test::TempDir dir;
    const auto module = load_module(other, {dir.path(), "/nowhere/at/all"});
    REQUIRE_FALSE(module);
    CHECK(module.error().code == OutcomeClass::unsupported);
    CHECK(module.error().message == "OTHER needs the module imgbatch-other.so, which is not "
                                    "installed; it also needs the package libother1");
}

TEST_CASE("a file that is no module is not run, and the loader's reason is told") {
    const test::TempDir dir;
    dir.write("imgbatch-other.so", "no code at all");
    const auto module = load_module(other, {dir.path()});
    REQUIRE_FALSE(module);
    CHECK(module.error().code == OutcomeClass::unsupported);
    CHECK(contains(module.error().message, "is libother1 installed?"));
    CHECK(contains(module.error().message, "imgbatch-other.so: "));
}

TEST_CASE("a module of another version, or none at all, is refused") {
    for (const char* file : {IMGBATCH_OLD_MODULE, IMGBATCH_NO_MODULE}) {
        const std::filesystem::path path(file);
        const std::string name = path.filename();
        const auto module = load_module({name.c_str(), "OLD", "libold1"}, {path.parent_path()});
        REQUIRE_FALSE(module);
        CHECK(module.error().code == OutcomeClass::unsupported);
        CHECK(contains(module.error().message, "another version of imgbatch"));
    }
}

} // namespace imgbatch
