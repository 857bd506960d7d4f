#include "base/bytes.h"
#include "base/file_io.h"
#include "support/child.h"
#include "support/deadline.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::Deadline;
using test::TempDir;

constexpr std::uint64_t no_limit = ~std::uint64_t{0};

OutcomeClass code_of_opening(const std::string& path) {
    const Deadline deadline(20s);
    const auto file = open_regular(path);
    return file ? OutcomeClass::ok : file.error().code;
}

} // namespace

TEST_CASE("a file is read to its end, and the buffer's memory is used again") {
    const TempDir dir;
    std::string content(100'000, '\0');
    for (std::size_t i = 0; i < content.size(); ++i) {
        content[i] = static_cast<char>(i * 31);
    }
    FileBuffer buffer;
    {
        const auto file = open_regular(dir.write("large", content));
        REQUIRE(file);
        REQUIRE(read_all(*file, no_limit, buffer));
        CHECK(as_text(buffer.view()) == content);
    }
    const std::byte* memory = buffer.data();
    const auto small = open_regular(dir.write("small", "abc"));
    REQUIRE(small);
    CHECK(small->status.st_size == 3);
    REQUIRE(read_all(*small, no_limit, buffer));
    CHECK(as_text(buffer.view()) == "abc");
    CHECK(buffer.data() == memory);
}

TEST_CASE("a buffer lets go of a giant's memory, and of no other") {
    FileBuffer buffer;
    buffer.resize(std::size_t{1} << 20);
    buffer.clear();
    CHECK(buffer.size() == 0);
    CHECK(buffer.capacity() == std::size_t{1} << 20);
    buffer.resize(std::size_t{64} << 20);
    buffer.clear();
    CHECK(buffer.capacity() == 0);
    const TempDir dir;
    const auto file = open_regular(dir.write("small", "abc"));
    REQUIRE(file);
    buffer.resize(std::size_t{64} << 20);
    REQUIRE(read_all(*file, no_limit, buffer)); // the next file
    CHECK(as_text(buffer.view()) == "abc");
    CHECK(buffer.capacity() == 3);
}

TEST_CASE("a file can be read in two steps, the first of which may be all") {
    const TempDir dir;
    std::string content(1000, 'h');
    content += std::string(2000, 't');
    const std::string path = dir.write("file", content);
    for (const std::size_t most : {0U, 1U, 1000U, 2999U, 3000U, 9000U}) {
        CAPTURE(most);
        FileBuffer buffer;
        buffer.resize(5000);
        const auto file = open_regular(path);
        REQUIRE(file);
        REQUIRE(read_head(*file, most, buffer));
        CHECK(as_text(buffer.view()) == content.substr(0, most));
        REQUIRE(read_rest(*file, no_limit, buffer));
        CHECK(as_text(buffer.view()) == content);
    }
}

TEST_CASE("a file that is cut between the two steps has changed") {
    const TempDir dir;
    const std::string path = dir.write("file", std::string(3000, 'x'));
    FileBuffer buffer;
    const auto file = open_regular(path);
    REQUIRE(file);
    REQUIRE(read_head(*file, 1000, buffer));
    REQUIRE(::truncate(path.c_str(), 500) == 0);
    const auto result = read_rest(*file, no_limit, buffer);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::changed);
}

TEST_CASE("an empty file is read as no bytes") {
    const TempDir dir;
    FileBuffer buffer;
    buffer.resize(5);
    const auto file = open_regular(dir.write("empty", ""));
    REQUIRE(file);
    REQUIRE(read_all(*file, no_limit, buffer));
    CHECK(buffer.size() == 0);
}

TEST_CASE("a symlink to a file is followed") {
    const TempDir dir;
    dir.write("file", "x");
    fs::create_symlink("file", dir / "link");
    CHECK(code_of_opening(dir / "link") == OutcomeClass::ok);
}

TEST_CASE("FIFOs, sockets and devices are skipped without waiting for anyone") {
    const TempDir dir;
    REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
    CHECK(code_of_opening(dir / "fifo") == OutcomeClass::skipped_special);
    fs::create_symlink("fifo", dir / "link");
    CHECK(code_of_opening(dir / "link") == OutcomeClass::skipped_special);
    CHECK(code_of_opening("/dev/null") == OutcomeClass::skipped_special);
    CHECK(code_of_opening("/dev/zero") == OutcomeClass::skipped_special);

    const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = dir / "socket";
    REQUIRE(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size());
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    CHECK(code_of_opening(path) == OutcomeClass::skipped_special);
}

TEST_CASE("a FIFO with a writer loses none of its bytes") {
    const TempDir dir;
    REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
    const Fd both(::open((dir / "fifo").c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(::write(both.get(), "abc", 3) == 3);
    CHECK(code_of_opening(dir / "fifo") == OutcomeClass::skipped_special);
    char buffer[8];
    CHECK(::read(both.get(), buffer, sizeof buffer) == 3);
}

TEST_CASE("what cannot be opened is a read error with its errno") {
    const TempDir dir;
    const auto missing = open_regular(dir / "missing");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == OutcomeClass::read_error);
    CHECK(missing.error().stage == Stage::read);
    CHECK(missing.error().errno_value == ENOENT);

    const auto folder = open_regular(dir.path());
    REQUIRE_FALSE(folder);
    CHECK(folder.error().code == OutcomeClass::read_error);
    CHECK(folder.error().errno_value == EISDIR);

    fs::create_symlink("loop", dir / "loop");
    const auto loop = open_regular(dir / "loop");
    REQUIRE_FALSE(loop);
    CHECK(loop.error().errno_value == ELOOP);

    CHECK(code_of_opening(dir / std::string(300, 'n')) == OutcomeClass::name_too_long);
}

TEST_CASE("a file without permission is a read error") {
    const TempDir dir;
    REQUIRE(::chmod(dir.path().c_str(), 0755) == 0);
    const std::string path = dir.write("locked", "x");
    REQUIRE(::chmod(path.c_str(), 0) == 0);
    const int code = test::in_child([&] {
        if (::geteuid() == 0 && ::seteuid(65534) != 0) {
            return 254;
        }
        const auto file = open_regular(path);
        return !file && file.error().errno_value == EACCES ? 0 : 1;
    });
    CHECK(code == 0);
}

TEST_CASE("a file over the limit is refused before memory is taken") {
    const TempDir dir;
    FileBuffer buffer;
    const auto file = open_regular(dir.write("file", "12345"));
    REQUIRE(file);
    const auto result = read_all(*file, 4, buffer);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::limit);
    CHECK(result.error().message.find('5') != std::string::npos);
    CHECK(result.error().message.find('4') != std::string::npos);
    CHECK(buffer.data() == nullptr);
    CHECK(read_all(*file, 5, buffer));

    const std::string sparse = dir.write("sparse", "");
    REQUIRE(::truncate(sparse.c_str(), 1LL << 40) == 0);
    const auto huge = open_regular(sparse);
    REQUIRE(huge);
    const auto refused = read_all(*huge, 2ULL << 30, buffer);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == OutcomeClass::limit);
}

TEST_CASE("a file that changed since it was opened is told from one that did not") {
    const TempDir dir;
    const std::string path = dir.write("file", "12345");
    FileBuffer buffer;
    const auto changed = [&](auto change) {
        dir.write("file", "12345");
        const auto file = open_regular(path);
        REQUIRE(file);
        change();
        const auto result = read_all(*file, no_limit, buffer);
        return !result && result.error().code == OutcomeClass::changed;
    };
    CHECK_FALSE(changed([] {}));
    CHECK(changed([&] { std::ofstream(path, std::ios::app) << "6"; }));
    CHECK(changed([&] { REQUIRE(::truncate(path.c_str(), 2) == 0); }));
    CHECK(changed([&] { REQUIRE(::truncate(path.c_str(), 0) == 0); }));
    CHECK(changed([&] {
        dir.write("file", "abcde");
        // As long as before: only the time tells, whose grain may be coarse.
        const timespec times[2] = {{0, UTIME_OMIT}, {1'000'000'000, 0}};
        REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    }));
    // Another file under the same name is not what was opened.
    CHECK_FALSE(changed([&] {
        dir.write("other", "other");
        fs::rename(dir / "other", path);
    }));
}

TEST_CASE("write_all writes everything through a pipe that takes little at a time") {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const Fd reading(ends[0]);
    Fd writing(ends[1]);
    const Deadline deadline(20s);
    const std::string content(1 << 20, 'x');
    std::string received;
    std::thread reader([&] {
        char buffer[4096];
        for (ssize_t got = 1; got > 0;) {
            got = ::read(reading.get(), buffer, sizeof buffer);
            received.append(buffer, static_cast<std::size_t>(got > 0 ? got : 0));
        }
    });
    const auto result = write_all(writing.get(), as_bytes(content));
    writing.reset();
    reader.join();
    CHECK(result);
    CHECK(received == content);
}

TEST_CASE("write_all says why it could not") {
    const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    REQUIRE(full);
    const auto result = write_all(full.get(), as_bytes("x"));
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::write_error);
    CHECK(result.error().errno_value == ENOSPC);
    CHECK(write_all(full.get(), {}));
    CHECK(write_all(-1, as_bytes("x")).error().errno_value == EBADF);
}

} // namespace imgbatch
