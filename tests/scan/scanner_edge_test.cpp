// What a hostile or unlucky tree does to a walk.
#include "base/fd.h"
#include "scan/scanner.h"
#include "sources.h"
#include "support/skip.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <string>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace fs = std::filesystem;

namespace {

void make_socket(const std::string& path) {
    const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    REQUIRE(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size());
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
}

std::ptrdiff_t open_descriptors() {
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
}

/// Makes `levels` folders named `name` inside each other and a file "z" in each. Returns false
/// where the file system gives up.
bool make_deep(const std::string& top, const std::string& name, int levels) {
    Fd at(::open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (int i = 0; i < levels && at; ++i) {
        const Fd file(::openat(at.get(), "z", O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
        if (!file || ::mkdirat(at.get(), name.c_str(), 0777) != 0) {
            return false;
        }
        at = Fd(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
    return at.valid();
}

/// The rights of uid 65534 until the end of the block; nothing where we are not root.
class AsNobody {
public:
    AsNobody() : active_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;
    ~AsNobody() {
        if (active_ && ::seteuid(0) != 0) {
            std::abort();
        }
    }

private:
    bool active_;
};

} // namespace

TEST_CASE("what is no regular file is a record of its own and never opened") {
    const TempDir dir;
    dir.write("z.jpg", "x");
    REQUIRE(::mkfifo((dir / "fifo.jpg").c_str(), 0666) == 0); // opening it would hang
    make_socket(dir / "socket");
    CHECK(scan({dir.path()}) ==
          Names{"fifo.jpg=skipped-special", "socket=skipped-special", "z.jpg"});
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.extensions = {"jpg"}; })) ==
          Names{"fifo.jpg=skipped-special", "z.jpg"});
    CHECK(scan({dir / "fifo.jpg", "/dev/null"}) ==
          Names{"fifo.jpg=skipped-special", "null=skipped-special"});
}

TEST_CASE("symlinks are passed over in a walk, and followed when they are arguments") {
    const TempDir dir;
    const TempDir elsewhere;
    dir.write("real.jpg", "123");
    elsewhere.write("far.jpg", "x");
    fs::create_symlink("real.jpg", dir / "link.jpg");
    fs::create_directory_symlink(elsewhere.path(), dir / "out");
    fs::create_symlink("nowhere", dir / "dangling");
    CHECK(scan({dir.path()}) == Names{"real.jpg"});
    CHECK(scan({dir / "link.jpg", dir / "out", dir / "dangling"}) ==
          Names{"link.jpg", "far.jpg", "dangling=read-error"});
    Scanner scanner = scanner_of({dir / "link.jpg"});
    CHECK(next_found(scanner).bytes == 3);
}

TEST_CASE("symlinks are followed when asked for, each folder once") {
    const TempDir dir;
    const TempDir elsewhere;
    elsewhere.write("far.jpg", "x");
    dir.write("a/real.jpg", "x");
    fs::create_directory_symlink(elsewhere.path(), dir / "b");
    fs::create_symlink("a/real.jpg", dir / "c.jpg");
    fs::create_symlink("nowhere", dir / "dangling");
    fs::create_symlink("self", dir / "self");
    fs::create_directory_symlink(".", dir / "a/loop");
    fs::create_directory_symlink("..", dir / "a/up");
    fs::create_directory_symlink("a", dir / "z");
    CHECK(scan({dir.path()}, options_with([](auto& o) { o.follow_symlinks = true; })) ==
          Names{"a/real.jpg", "b/far.jpg", "c.jpg", "dangling=read-error", "self=read-error"});
    SUBCASE("and each argument is a tree of its own") {
        CHECK(scan({dir / "b", dir / "b"}, options_with([](auto& o) {
                       o.follow_symlinks = true;
                   })) == Names{"far.jpg", "far.jpg"});
    }
}

TEST_CASE("links that multiply paths do not multiply the walk") {
    const TempDir dir;
    for (int level = 0; level < 40; ++level) {
        const std::string folder = dir / std::to_string(level);
        fs::create_directory(folder);
        for (const char* name : {"/x", "/y"}) {
            fs::create_directory_symlink("../" + std::to_string(level + 1), folder + name);
        }
    }
    dir.write("40/end.jpg", "x");
    CHECK(scan({dir / "0"}, options_with([](auto& o) { o.follow_symlinks = true; })).size() == 1);
}

TEST_CASE("arguments that are missing or misspelt are records") {
    const TempDir dir;
    dir.write("a.jpg", "x");
    Scanner scanner = scanner_of({dir / "none.jpg", dir / "a.jpg/", "", std::string(5000, 'n')});
    const auto all = all_of(scanner);
    CHECK(told(all) == Names{"none.jpg=read-error", "a.jpg=read-error", "=read-error",
                             std::string(5000, 'n') + "=name-too-long"});
    CHECK(all[0].named);
    CHECK(all[0].error->errno_value == ENOENT);
    CHECK(all[0].error->stage == Stage::scan);
    CHECK(all[1].error->errno_value == ENOTDIR);
}

TEST_CASE("what vanishes during the walk is told as vanished, and the walk goes on") {
    const TempDir dir;
    for (const char* name : {"a/1.jpg", "a/2.jpg", "b/1.jpg", "c/1.jpg", "d.jpg", "e.jpg"}) {
        dir.write(name, "x");
    }
    Scanner scanner = scanner_of({dir.path()});
    CHECK(next_found(scanner).relative == "a/1.jpg");
    fs::remove(dir / "a/2.jpg");
    fs::remove_all(dir / "b");
    fs::remove_all(dir / "c");
    dir.write("c", "now a file");
    fs::remove(dir / "d.jpg");
    fs::create_directory(dir / "d.jpg");
    CHECK(told(all_of(scanner)) ==
          Names{"a/2.jpg=vanished", "b=vanished", "c=vanished", "d.jpg=vanished", "e.jpg"});
}

TEST_CASE("a folder that becomes a symlink during the walk is not followed") {
    const TempDir dir;
    const TempDir elsewhere;
    elsewhere.write("secret.jpg", "x");
    dir.write("a.jpg", "x");
    dir.write("b/1.jpg", "x");
    dir.write("c.jpg", "x");
    Scanner scanner = scanner_of({dir.path()});
    CHECK(next_found(scanner).relative == "a.jpg");
    fs::remove_all(dir / "b");
    fs::create_directory_symlink(elsewhere.path(), dir / "b");
    fs::remove(dir / "c.jpg");
    fs::create_symlink(elsewhere / "secret.jpg", dir / "c.jpg");
    CHECK(told(all_of(scanner)) == Names{"b=vanished"});
}

TEST_CASE("an unreadable folder is a record, and its siblings are walked") {
    const TempDir dir;
    fs::permissions(dir.path(), fs::perms::all);
    for (const char* name : {"a.jpg", "locked/b.jpg", "z.jpg"}) {
        dir.write(name, "x");
    }
    fs::permissions(dir / "locked", fs::perms::none);
    Names lines;
    Names as_argument;
    {
        const AsNobody nobody;
        if (::geteuid() == 0) {
            skip("cannot give up root's rights");
            return;
        }
        lines = scan({dir.path()});
        as_argument = scan({dir / "locked"});
    }
    fs::permissions(dir / "locked", fs::perms::all);
    CHECK(lines == Names{"a.jpg", "locked=read-error", "z.jpg"});
    CHECK(as_argument == Names{"locked=read-error"});
}

TEST_CASE("a folder whose names can be read but not looked at gives one record per name") {
    const TempDir dir;
    fs::permissions(dir.path(), fs::perms::all);
    dir.write("list-only/a.jpg", "x");
    fs::permissions(dir / "list-only",
                    fs::perms::all &
                        ~(fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec));
    Names lines;
    {
        const AsNobody nobody;
        if (::geteuid() == 0) {
            skip("cannot give up root's rights");
            return;
        }
        lines = scan({dir.path()});
    }
    fs::permissions(dir / "list-only", fs::perms::all);
    CHECK(lines == Names{"list-only/a.jpg=read-error"});
}

TEST_CASE("a deep tree is walked with few descriptors, on the way back too") {
    const TempDir dir;
    constexpr int levels = 500;
    REQUIRE(make_deep(dir.path(), "d", levels));
    const InFolder in(dir.path());
    const auto before = open_descriptors();
    Scanner scanner = scanner_of({"."});
    std::ptrdiff_t most = 0;
    for (int i = levels - 1; i >= 0; --i) {
        std::string expected;
        for (int k = 0; k < i; ++k) {
            expected += "d/";
        }
        const Found found = next_found(scanner);
        CHECK(found.path == expected + "z");
        CHECK_FALSE(found.error);
        most = std::max(most, open_descriptors());
    }
    CHECK(std::holds_alternative<NoMore>(next_of(scanner)));
    CHECK(most <= before + 16);
    CHECK(open_descriptors() == before);
}

TEST_CASE("a folder that was replaced while the walk was deep below it is not mistaken") {
    const TempDir dir;
    REQUIRE(make_deep(dir.path(), "d", 40));
    Scanner scanner = scanner_of({dir.path()});
    CHECK_FALSE(next_found(scanner).error);
    fs::rename(dir / "d", dir / "moved");
    fs::create_directory(dir / "d");
    dir.write("d/z", "another");
    const auto lines = told(all_of(scanner));
    // The deepest levels are still held open; the others are gone, and the top one is as it was.
    CHECK(lines.back() == "z");
    CHECK(std::find(lines.begin(), lines.end(), "d=vanished") != lines.end());
    CHECK(std::find(lines.begin(), lines.end(), "d/z") == lines.end());
}

TEST_CASE("paths that are too long to open are records, and the walk goes on") {
    const TempDir dir;
    const std::string name(250, 'd');
    if (!make_deep(dir.path(), name, 24)) { // 6,000 bytes
        skip("the file system has no paths of this length");
        return;
    }
    dir.write("zz.jpg", "x");
    Scanner scanner = scanner_of({dir.path()});
    const auto all = all_of(scanner);
    const auto too_long = std::count_if(all.begin(), all.end(), [](const Found& found) {
        return found.error && found.error->code == OutcomeClass::name_too_long;
    });
    CHECK(too_long == 1);
    CHECK(all.front().error);
    CHECK(all.front().path.size() >= PATH_MAX);
    CHECK(all.back().relative == "zz.jpg");
    CHECK(std::none_of(all.begin() + 1, all.end(),
                       [](const Found& found) { return found.path.size() >= PATH_MAX; }));
}

TEST_CASE("many folders without a wanted file do not keep the caller from its turn") {
    const TempDir dir;
    for (int i = 0; i < 1000; ++i) {
        std::filesystem::create_directory(dir / std::to_string(i));
    }
    dir.write("z.jpg", "x");
    Scanner scanner = scanner_of({dir.path()});
    CHECK(std::holds_alternative<NotYet>(scanner.next()));
    CHECK(told(all_of(scanner)) == Names{"z.jpg"});
}
