#include "base/file_io.h"
#include "scan/list_reader.h"
#include "sources.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sys/stat.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

struct Pipe {
    Fd reading;
    Fd writing;

    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        reading = Fd(ends[0]);
        writing = Fd(ends[1]);
    }
    void write(std::string_view text) const { REQUIRE(write_all(writing.get(), as_bytes(text))); }
    static ByteView as_bytes(std::string_view text) {
        return std::as_bytes(std::span(text.data(), text.size()));
    }
};

ListReader reader_of(const TempDir& dir, std::string_view list, ListOptions options = {}) {
    auto reader = ListReader::open(dir.write("list", list), std::move(options));
    REQUIRE(reader);
    return *std::move(reader);
}

Names lines_of(const TempDir& dir, std::string_view list, ListOptions options = {}) {
    ListReader reader = reader_of(dir, list, std::move(options));
    return told(all_of(reader));
}

ListOptions with_base(std::string base) {
    ListOptions options;
    options.base = std::move(base);
    return options;
}

} // namespace

TEST_CASE("a list names one file a line; empty lines do not count, the last needs no end") {
    const TempDir dir;
    dir.write("a.jpg", "12");
    dir.write("sub/b.jpg", "3");
    const InFolder in(dir.path());
    ListReader reader = reader_of(dir, "a.jpg\n\n\nsub/b.jpg");
    const auto all = all_of(reader);
    CHECK(told(all) == Names{"a.jpg", "sub/b.jpg"});
    CHECK(all[0].named);
    CHECK(all[0].bytes == 2);
    CHECK(all[1].path == "sub/b.jpg");
    CHECK(lines_of(dir, "").empty());
    CHECK(lines_of(dir, "\n\n").empty());
}

TEST_CASE("entries are taken as they are: spaces, quotes, CR and bytes of any kind") {
    const TempDir dir;
    const InFolder in(dir.path());
    for (const char* name : {" a.jpg ", "\"q\".jpg", "r.jpg\r", "\xFF.jpg", "new\nline.jpg"}) {
        dir.write(name, "x");
    }
    CHECK(lines_of(dir, " a.jpg \n\"q\".jpg\nr.jpg\r\n\xFF.jpg\n") ==
          Names{" a.jpg ", "\"q\".jpg", "r.jpg\r", "\xFF.jpg"});
    ListOptions nul;
    nul.separator = '\0';
    using namespace std::string_view_literals;
    CHECK(lines_of(dir, "new\nline.jpg\0\0 a.jpg "sv, nul) == Names{"new\nline.jpg", " a.jpg "});
}

TEST_CASE("an entry that is no regular file is its own record") {
    const TempDir dir;
    const InFolder in(dir.path());
    dir.write("a.jpg", "x");
    std::filesystem::create_directory(dir / "folder");
    REQUIRE(::mkfifo((dir / "fifo").c_str(), 0666) == 0);
    std::filesystem::create_symlink("nowhere", dir / "dangling");
    std::filesystem::create_symlink("a.jpg", dir / "link.jpg");
    ListReader reader =
        reader_of(dir, "folder\nfifo\nnone.jpg\ndangling\nlink.jpg\n" + std::string(300, 'n'));
    const auto all = all_of(reader);
    CHECK(told(all) == Names{"folder=read-error", "fifo=skipped-special", "none.jpg=read-error",
                             "dangling=read-error", "link.jpg",
                             std::string(300, 'n') + "=name-too-long"});
    CHECK(all[0].error->message.find("folder") != std::string::npos);
}

TEST_CASE("a NUL in a list of lines is not cut off but told") {
    const TempDir dir;
    const InFolder in(dir.path());
    dir.write("a.jpg", "x");
    using namespace std::string_view_literals;
    ListReader reader = reader_of(dir, "a.jpg\0b.jpg\n"sv);
    const auto all = all_of(reader);
    REQUIRE(all.size() == 1);
    REQUIRE(all[0].error);
    CHECK(all[0].error->code == OutcomeClass::read_error);
    CHECK(all[0].error->message.find("--null") != std::string::npos);
}

TEST_CASE("an entry longer than any path is one record, whatever its length") {
    const TempDir dir;
    const InFolder in(dir.path());
    dir.write("a.jpg", "x");
    for (const std::size_t length :
         {std::size_t{2} * PATH_MAX + 1, std::size_t{65'536}, std::size_t{300'000}}) {
        CAPTURE(length);
        const std::string giant(length, 'g');
        const std::string told_start = giant.substr(0, NAME_MAX) + "=name-too-long";
        CHECK(lines_of(dir, "a.jpg\n" + giant + "\na.jpg\n") ==
              Names{"a.jpg", told_start, "a.jpg"});
        CHECK(lines_of(dir, giant) == Names{told_start});
    }
}

TEST_CASE("a list without an end or a separator gives the caller its turn") {
    auto reader = ListReader::open("/dev/zero", {});
    REQUIRE(reader);
    CHECK(next_found(*reader).error->code == OutcomeClass::name_too_long);
    CHECK(std::holds_alternative<NotYet>(reader->next()));
}

TEST_CASE("entries are whole wherever the reads happen to cut") {
    const TempDir dir;
    const InFolder in(dir.path());
    Names expected;
    std::string list;
    for (int i = 0; i < 4000; ++i) { // several buffers full
        const std::string name = "a-missing-file-of-some-length-" + std::to_string(i * 7919);
        list += name + (i % 3 == 0 ? "\n\n" : "\n");
        expected.push_back(name + "=read-error");
    }
    CHECK(lines_of(dir, list) == expected);
}

TEST_CASE("a writer that stalls is waited for by descriptor, not by blocking") {
    const TempDir dir;
    const InFolder in(dir.path());
    dir.write("a.jpg", "x");
    dir.write("b.jpg", "x");
    Pipe pipe;
    const int fd = pipe.reading.get();
    ListReader reader(std::move(pipe.reading), {});
    const auto waits = [&] {
        const NextInput next = reader.next();
        return std::holds_alternative<NotYet>(next) && std::get<NotYet>(next).fd == fd;
    };
    CHECK(waits());
    pipe.write("a.j");
    CHECK(waits());
    pipe.write("pg\nb");
    CHECK(next_found(reader).path == "a.jpg");
    CHECK(waits());
    pipe.write(".jpg");
    CHECK(waits());
    pipe.writing.reset();
    CHECK(next_found(reader).path == "b.jpg");
    CHECK(std::holds_alternative<NoMore>(reader.next()));
}

TEST_CASE("what an entry keeps of its path is what lies below the base") {
    const TempDir dir;
    struct Case {
        std::string entry;
        std::optional<std::string> base;
        std::string relative;
    };
    const std::string& here = dir.path();
    const std::vector<Case> cases{
        {"a/b.jpg", {}, "a/b.jpg"},
        {"./a//./b.jpg", {}, "a/b.jpg"},
        {"a/../b.jpg", {}, "b.jpg"},
        {"../up/b.jpg", {}, "b.jpg"},
        {"a/../../b.jpg", {}, "b.jpg"},
        {"/abs/a/b.jpg", {}, "b.jpg"},
        {here + "/a/b.jpg", {}, "b.jpg"},
        {"a/b/c.jpg", "a", "b/c.jpg"},
        {"a/b/c.jpg", "./a/", "b/c.jpg"},
        {"ab/c.jpg", "a", "c.jpg"},
        {"other/c.jpg", "a", "c.jpg"},
        {"/abs/a/b.jpg", "/abs", "a/b.jpg"},
        {"/abs/../etc/b.jpg", "/abs", "b.jpg"},
        {"/abs/a/b.jpg", "/", "abs/a/b.jpg"},
        {here + "/a/b.jpg", "a", "b.jpg"},
        {"a/b.jpg", here, "a/b.jpg"},
        {"../x/b.jpg", "..", "x/b.jpg"},
    };
    const InFolder in(dir.path());
    for (const Case& each : cases) {
        CAPTURE(each.entry);
        ListReader reader =
            reader_of(dir, each.entry, each.base ? with_base(*each.base) : ListOptions{});
        CHECK(next_found(reader).relative == each.relative);
    }
}

TEST_CASE("a list that cannot be read is an error at once, or a record when it breaks off") {
    const TempDir dir;
    const auto missing = ListReader::open(dir / "none", {});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == OutcomeClass::read_error);
    CHECK_FALSE(ListReader::open(dir.path(), {}));
    // A descriptor that is open for writing only fails at the first read.
    ListReader broken(Fd(::open((dir / "w").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666)), {});
    const Found found = next_found(broken);
    REQUIRE(found.error);
    CHECK(found.error->errno_value == EBADF);
    CHECK(std::holds_alternative<NoMore>(broken.next()));
}
