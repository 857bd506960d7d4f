#include "record/journal.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace imgbatch;
using imgbatch::test::read_file;
using imgbatch::test::TempDir;

namespace {

Journal opened(const std::string& root) {
    auto journal = Journal::open(root);
    REQUIRE(journal);
    return *std::move(journal);
}

std::string digits_as_nine(std::string text) {
    for (char& c : text) {
        c = c >= '0' && c <= '9' ? '9' : c;
    }
    return text;
}

} // namespace

TEST_CASE("a journal has a file of its own, named by host, process and time") {
    const TempDir dir;
    Journal first = opened(dir / "out/deep");
    Journal second = opened(dir / "out/deep");
    CHECK(first.path() != second.path());
    CHECK(first.path().starts_with(dir / "out/deep/.imgbatch/"));
    for (const Journal* journal : {&first, &second}) {
        const std::string file = std::filesystem::path(journal->path()).filename();
        const std::size_t dash = file.find('-');
        REQUIRE(dash != std::string::npos);
        const std::string process = std::to_string(::getpid()) + "-";
        CHECK(file.substr(dash + 1).starts_with(process));
        CHECK(digits_as_nine(file.substr(dash + 1 + process.size())) ==
              "99999999T999999.999999Z.ndjson");
    }
    CHECK(first.path() < second.path());
}

TEST_CASE("lines reach the file by number, by time and on close") {
    const TempDir dir;
    Journal journal = opened(dir.path());
    REQUIRE(journal.append("one\n"));
    CHECK(read_file(journal.path()).empty());
    REQUIRE(journal.flush_if_due());
    CHECK(read_file(journal.path()).empty());

    std::this_thread::sleep_for(Journal::max_delay + std::chrono::milliseconds(5));
    REQUIRE(journal.flush_if_due());
    CHECK(read_file(journal.path()) == "one\n");

    REQUIRE(journal.append("two\n"));
    std::this_thread::sleep_for(Journal::max_delay + std::chrono::milliseconds(5));
    REQUIRE(journal.append("three\n"));
    CHECK(read_file(journal.path()) == "one\ntwo\nthree\n");

    std::string all = read_file(journal.path());
    for (std::size_t i = 0; i < Journal::max_waiting_lines; ++i) {
        REQUIRE(journal.append("many\n"));
        all += "many\n";
    }
    CHECK(read_file(journal.path()) == all);

    REQUIRE(journal.append("last\n"));
    REQUIRE(journal.close());
    CHECK(read_file(journal.path()) == all + "last\n");
    CHECK(journal.close());
}

TEST_CASE("what waits is written when the owner forgets to close") {
    const TempDir dir;
    std::string path;
    {
        Journal journal = opened(dir.path());
        REQUIRE(journal.append("one\n"));
        Journal moved = std::move(journal);
        path = moved.path();
    }
    CHECK(read_file(path) == "one\n");
}

TEST_CASE("a journal without a line leaves no file") {
    const TempDir dir;
    std::string path;
    {
        const Journal journal = opened(dir.path());
        path = journal.path();
        CHECK(std::filesystem::exists(path));
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a place that cannot be written is a write error at once") {
    const TempDir dir;
    dir.write("file", "x");
    const auto below_file = Journal::open(dir / "file");
    REQUIRE_FALSE(below_file);
    CHECK(below_file.error().code == OutcomeClass::write_error);
    CHECK(below_file.error().errno_value == ENOTDIR);

    const auto in_proc = Journal::open("/proc/none");
    REQUIRE_FALSE(in_proc);
    CHECK(in_proc.error().code == OutcomeClass::write_error);

    if (::geteuid() != 0) { // nothing is forbidden to root
        std::filesystem::create_directories(dir / "closed");
        ::chmod((dir / "closed").c_str(), 0500);
        const auto closed = Journal::open(dir / "closed");
        REQUIRE_FALSE(closed);
        CHECK(closed.error().code == OutcomeClass::write_error);
        CHECK(closed.error().errno_value == EACCES);
    }
}

TEST_CASE("a forked child that drops its copy neither writes nor removes anything") {
    const TempDir dir;
    Journal journal = opened(dir.path());
    REQUIRE(journal.append("one\n"));
    const pid_t child = ::fork();
    if (child == 0) {
        { const Journal copy = std::move(journal); }
        ::_exit(0);
    }
    REQUIRE(child > 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(read_file(journal.path()).empty());
    REQUIRE(journal.close());
    CHECK(read_file(journal.path()) == "one\n");
}

TEST_CASE("the first failed write is the last one, and is told each time, with the file") {
    const TempDir dir;
    // In a child, as the limit on file sizes holds for a whole process.
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit small{10, 10};
        ::signal(SIGXFSZ, SIG_IGN);
        auto journal = Journal::open(dir.path());
        int step = !journal || ::setrlimit(RLIMIT_FSIZE, &small) != 0 ? 1 : 0;
        if (step == 0) {
            (void)journal->append("twelve bytes\n");
            const auto flushed = journal->flush();
            const auto appended = journal->append("more\n");
            const auto closed = journal->close();
            const bool told =
                !flushed && flushed.error().code == OutcomeClass::write_error &&
                flushed.error().errno_value == EFBIG && !appended && !closed &&
                closed.error().errno_value == EFBIG &&
                closed.error().message.starts_with("cannot write the journal '" + dir.path());
            step = told ? 0 : 2;
        }
        ::_exit(step);
    }
    REQUIRE(child > 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
