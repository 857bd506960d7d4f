#include "base/atomic_file.h"
#include "base/bytes.h"
#include "support/child.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <sys/stat.h>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::TempDir;

std::set<std::string> names_in(const std::string& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

/// Both ways of being unborn, one after the other in two runs of the case; a file system that has
/// no nameless files is tested with named ones twice.
Unborn either_way(const TempDir& dir) {
    Unborn unborn = Unborn::named;
    // No return between the two: doctest runs a case again only for a SUBCASE that it came past.
    SUBCASE("with a nameless file") {
        unborn = Unborn::nameless;
    }
    SUBCASE("with a named temporary") {
    }
    if (unborn == Unborn::nameless && !AtomicFile::create(dir / "probe", unborn)) {
        MESSAGE("this file system has no nameless files");
        return Unborn::named;
    }
    return unborn;
}

AtomicFile created(const std::string& target, std::string_view content,
                   Unborn unborn = Unborn::named) {
    auto file = AtomicFile::create(target, unborn);
    REQUIRE(file);
    REQUIRE(file->write(as_bytes(content)));
    return *std::move(file);
}

mode_t mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

} // namespace

TEST_CASE("a file appears whole at commit and not before") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const std::string target = dir / "a.jpg";
    AtomicFile file = created(target, "first ", unborn);
    CHECK_FALSE(fs::exists(target));
    REQUIRE(file.write(as_bytes("second")));
    CHECK_FALSE(fs::exists(target));
    REQUIRE(file.commit({}));
    CHECK(read_file(target) == "first second");
    CHECK(names_in(dir.path()) == std::set<std::string>{"a.jpg"});
}

TEST_CASE("an existing target keeps its content until the commit") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const std::string target = dir.write("a", "old");
    AtomicFile file = created(target, "new", unborn);
    CHECK(read_file(target) == "old");
    REQUIRE(file.commit({}));
    CHECK(read_file(target) == "new");
}

TEST_CASE("a reader that has the old file open goes on reading the old file") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const std::string target = dir.write("a", "old");
    const Fd reader(::open(target.c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(created(target, "new", unborn).commit({}));
    char buffer[8] = {};
    CHECK(::read(reader.get(), buffer, sizeof buffer) == 3);
    CHECK(std::string(buffer) == "old");
}

TEST_CASE("what is not committed leaves nothing behind") {
    const TempDir dir;
    {
        const AtomicFile file = created(dir / "a", "data");
        CHECK(names_in(dir.path()).size() == 1);
    }
    CHECK(names_in(dir.path()).empty());
}

TEST_CASE("a temporary's name says whose it is and hides it") {
    const TempDir dir;
    const AtomicFile file = created(dir / "a", "data");
    const std::string name = *names_in(dir.path()).begin();
    CHECK(name.starts_with(".imgbatch-"));
    CHECK(name.find("-" + std::to_string(::getpid()) + "-") != std::string::npos);
    CHECK(name.ends_with(".tmp"));
}

TEST_CASE("a nameless file is in no folder before its commit") {
    const TempDir dir;
    if (either_way(dir) == Unborn::nameless) {
        AtomicFile file = created(dir / "a", "data", Unborn::nameless);
        CHECK(names_in(dir.path()).empty());
        REQUIRE(file.commit({}));
        CHECK(names_in(dir.path()) == std::set<std::string>{"a"});
    }
}

TEST_CASE("moving hands the duty to tidy up over") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    AtomicFile first = created(dir / "a", "data", unborn);
    {
        AtomicFile second = std::move(first);
        REQUIRE(second.commit({}));
    }
    CHECK(names_in(dir.path()) == std::set<std::string>{"a"});
}

TEST_CASE("Replace::no leaves a target alone that has appeared") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const std::string target = dir / "a";
    CommitSettings settings;
    settings.replace = Replace::no;
    AtomicFile file = created(target, "new", unborn);
    dir.write("a", "somebody else's");
    const auto result = file.commit(settings);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::skipped_existing);
    CHECK(read_file(target) == "somebody else's");
    CHECK(names_in(dir.path()) == std::set<std::string>{"a"});
}

TEST_CASE("Replace::no publishes where nothing is") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    CommitSettings settings;
    settings.replace = Replace::no;
    REQUIRE(created(dir / "a", "new", unborn).commit(settings));
    CHECK(read_file(dir / "a") == "new");
}

TEST_CASE("Replace::no counts a dangling symlink as a target") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    fs::create_symlink("nowhere", dir / "link");
    CommitSettings settings;
    settings.replace = Replace::no;
    const auto result = created(dir / "link", "new", unborn).commit(settings);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::skipped_existing);
    CHECK_FALSE(fs::exists(dir / "nowhere"));
}

TEST_CASE("a symlink at the target is replaced, not followed") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const std::string victim = dir.write("victim", "precious");
    fs::create_symlink(victim, dir / "link");
    REQUIRE(created(dir / "link", "new", unborn).commit({}));
    CHECK(read_file(victim) == "precious");
    CHECK_FALSE(fs::is_symlink(dir / "link"));
    CHECK(read_file(dir / "link") == "new");
}

TEST_CASE("a hard link at the target is replaced, its other name keeps the old content") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const std::string other = dir.write("other", "old");
    fs::create_hard_link(other, dir / "a");
    REQUIRE(created(dir / "a", "new", unborn).commit({}));
    CHECK(read_file(other) == "old");
    CHECK(read_file(dir / "a") == "new");
}

TEST_CASE("the umask is taken away from the mode, as for any new file") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const int code = test::in_child([&] {
        for (const auto& [mask, mode, expected] :
             {std::tuple<mode_t, mode_t, mode_t>{022, 0666, 0644},
              {077, 0666, 0600},
              {0, 0666, 0666},
              {022, 0600, 0600},
              {027, 0664, 0640}}) {
            ::umask(mask);
            CommitSettings settings;
            settings.mode = mode;
            if (!created(dir / "a", "x", unborn).commit(settings) ||
                mode_of(dir / "a") != expected) {
                return 1;
            }
        }
        return 0;
    });
    CHECK(code == 0);
}

TEST_CASE("a temporary is for nobody else's eyes") {
    const TempDir dir;
    const AtomicFile file = created(dir / "a", "secret");
    CHECK(mode_of(dir / *names_in(dir.path()).begin()) == 0600);
}

TEST_CASE("the asked time of modification is set, to the nanosecond") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    CommitSettings settings;
    settings.modified = timespec{1'000'000'007, 123'456'789};
    REQUIRE(created(dir / "a", "x", unborn).commit(settings));
    struct stat status {};
    REQUIRE(::stat((dir / "a").c_str(), &status) == 0);
    CHECK(status.st_mtim.tv_sec == 1'000'000'007);
    CHECK(status.st_mtim.tv_nsec == 123'456'789);
}

TEST_CASE("fsync does not get in the way") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    CommitSettings settings;
    settings.fsync = true;
    REQUIRE(created(dir / "a", "x", unborn).commit(settings));
    CHECK(read_file(dir / "a") == "x");
}

TEST_CASE("a bare name is written into the current folder") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    const int code = test::in_child([&] {
        return ::chdir(dir.path().c_str()) == 0 && created("bare", "x", unborn).commit({}) ? 0 : 1;
    });
    CHECK(code == 0);
    CHECK(names_in(dir.path()) == std::set<std::string>{"bare"});
}

TEST_CASE("any byte but NUL and slash works in a name") {
    const TempDir dir;
    const Unborn unborn = either_way(dir);
    for (const std::string name : {" ", "a\nb", "-x", "\xff\xfe", "%s{w}", "é"}) {
        REQUIRE(created(dir / name, name, unborn).commit({}));
        CHECK(read_file(dir / name) == name);
    }
}

TEST_CASE("threads that write into one folder never share a temporary") {
    const TempDir dir;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&dir, t] {
            for (int i = 0; i < 50; ++i) {
                const std::string name = std::to_string(t) + "-" + std::to_string(i);
                auto file = AtomicFile::create(dir / name);
                if (file && file->write(as_bytes(name))) {
                    [[maybe_unused]] const auto committed = file->commit({});
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const auto names = names_in(dir.path());
    CHECK(names.size() == 200);
    for (const std::string& name : names) {
        CHECK(read_file(dir / name) == name);
    }
}

} // namespace imgbatch
