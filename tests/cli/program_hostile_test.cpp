// What hostile trees do to the program, and to the terminal that it is shown on.
#include "base/fd.h"
#include "cli/program.h"
#include "record/utf8.h"
#include "support/skip.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> executors{"process", "tbb"};

/// The first byte that a terminal might obey, or that is no UTF-8, with what stands around it;
/// empty where there is none. Newlines may be, and what is in `allowed`.
std::string first_control(const std::string& text, const std::string& allowed = "") {
    const auto around = [&](std::size_t at) {
        std::string shown = std::to_string(at) + ":";
        for (std::size_t i = at < 20 ? 0 : at - 20; i < text.size() && i < at + 20; ++i) {
            shown += " " + std::to_string(static_cast<unsigned char>(text[i]));
        }
        return shown;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c0 = (byte < 0x20 && byte != '\n') || byte == 0x7F;
        const bool c1 =
            byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if ((c0 && allowed.find(text[i]) == std::string::npos) || c1) {
            return around(i);
        }
    }
    return is_utf8(text) ? "" : "no UTF-8";
}

/// One picture and one broken file for every byte that a name can hold, and for what terminals
/// obey.
std::vector<std::string> nasty_names() {
    std::vector<std::string> names{"\x1B[31mred",
                                   "\x1B]0;title\x07",
                                   "\x9B[2J",
                                   "\xC2\x9B[2J",
                                   "\xED\xA0\x80",
                                   "\xE2\x80\xAE"
                                   "override",
                                   "two\nlines"};
    for (int byte = 1; byte < 256; ++byte) {
        if (byte != '/') {
            names.push_back("n" + std::string(1, static_cast<char>(byte)) + "n");
        }
    }
    return names;
}

/// What the program shows on a terminal of 200 columns.
std::string shown_on_terminal(const TempDir& dir, const std::vector<std::string>& arguments) {
    winsize size{};
    size.ws_row = 50;
    size.ws_col = 200;
    int master = -1;
    const pid_t pid = ::forkpty(&master, nullptr, nullptr, &size);
    REQUIRE(pid >= 0);
    if (pid == 0) {
        const auto words = program_words(arguments);
        std::vector<char*> argv;
        for (const std::string& word : words) {
            argv.push_back(const_cast<char*>(word.c_str()));
        }
        argv.push_back(nullptr);
        ::setenv("TERM", "xterm", 1);
        ::alarm(60);
        if (::chdir(dir.path().c_str()) == 0) {
            ::execv(argv[0], argv.data());
        }
        ::_exit(127);
    }
    const Fd terminal(master);
    std::string text;
    std::array<char, 65536> buffer{};
    ssize_t got = 0;
    while ((got = ::read(terminal.get(), buffer.data(), buffer.size())) > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    CHECK(WIFEXITED(status));
    return text;
}

/// A part of the tree that is to be seen at another place, too; gone with this.
class BindMount {
public:
    BindMount(const std::string& from, std::string to) : to_(std::move(to)) {
        mounted_ = ::mount(from.c_str(), to_.c_str(), nullptr, MS_BIND, nullptr) == 0;
    }
    BindMount(const BindMount&) = delete;
    BindMount& operator=(const BindMount&) = delete;
    ~BindMount() {
        if (mounted_) {
            ::umount2(to_.c_str(), MNT_DETACH);
        }
    }
    [[nodiscard]] bool mounted() const { return mounted_; }

private:
    std::string to_;
    bool mounted_ = false;
};

} // namespace

TEST_CASE("no byte of a name reaches the terminal as anything but text") {
    const TempDir dir;
    const std::string jpeg = encoded(make_picture(16, 16), ImageFormat::jpeg);
    for (const std::string& name : nasty_names()) {
        dir.write("photos/" + name + ".jpg", jpeg);
        dir.write("photos/" + name + "/bad" + name + ".png", "broken");
    }
    const std::string gone = "gone\x1B[31m\x07\x9B\n.jpg";
    const std::vector<std::vector<std::string>> commands{
        {"resize", "photos", "--size", "8", "-o", "out\x1B[2J", "-v"},
        {"resize", "photos", "--size", "8", "-o", "out\x1B[2J", "--executor", "tbb"},
        {"resize", "photos", "--size", "8", "-o", "out2", "--json"},
        {"resize", "photos", "--size", "8", "-o", "out2", "--dry-run"},
        {"resize", "photos", "--size", "8", "-o", "out2", "--dry-run", "--json"},
        {"resize", "photos", gone, "--size", "8", "-o", "out2", "-v"},
        {"resize", "photos", "--size", "8", "-f", "webp", "-o", "out\x07.jpg"},
        {"resize", "photos", "--size", "8", "-o", "out/{\x1B[31m}"},
        {"resize", "photos", "--size", "8", "--files-from", gone},
        {"resize", "photos", "--size", "8\x1B[31m"},
        {"resize", "photos", "--size", "8", "--fit", "\x1B[31m"},
        {"resize", "photos", "--size", "8", "\x1B[31m--no-such"},
        {"resize", "photos", "--size", "8", "--no-such\x1B[31m"},
        {"\x1B[31m"},
        {"convert", "photos", "-f", "webp", "-o", "webp", "--on-collision", "error"},
        {"info", "photos"},
        {"info", "photos", "--json"},
        {"info", gone},
    };
    for (const auto& command : commands) {
        const auto result = imgbatch_in(dir, command);
        CAPTURE(command.back());
        CHECK_FALSE(result.timed_out);
        CHECK(result.signal == 0);
        // A table may be aligned by tabs.
        CHECK(first_control(result.out, "\t") == "");
        CHECK(first_control(result.err) == "");
    }
    CHECK(files_below(dir / "out\x1B[2J").size() == nasty_names().size());
    CHECK(files_below(dir / "out2").size() == nasty_names().size());
}

TEST_CASE("on a terminal nothing but the progress line's own sequences is obeyed") {
    const TempDir dir;
    const std::string jpeg = encoded(make_picture(300, 300), ImageFormat::jpeg);
    for (const std::string& name : nasty_names()) {
        dir.write("photos/" + name + ".jpg", jpeg);
    }
    dir.write("photos/bad\x1B[31m\x9B\x07.png", "broken");
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{}, {"-v"}, {"--dry-run"}, {"--json"}}) {
        std::vector<std::string> words{"resize", "photos",     "--size",      "8",
                                       "-o",     "out\x1B[2J", "--overwrite", "always"};
        words.insert(words.end(), more.begin(), more.end());
        std::string text = shown_on_terminal(dir, words);
        // The progress line: carriage return, erase line; colours there are none.
        for (const std::string own : {"\x1B[K", "\x1B[2K"}) {
            for (auto at = text.find(own); at != std::string::npos; at = text.find(own)) {
                text.erase(at, own.size());
            }
        }
        CAPTURE(words.back());
        CHECK(text.size() > 10);
        CHECK(first_control(text, "\r") == "");
    }
}

TEST_CASE("names as long as they may be work, and a byte more is name-too-long") {
    const TempDir dir;
    const std::string jpeg = encoded(make_picture(16, 16), ImageFormat::jpeg);
    dir.write("photos/" + std::string(251, 'a') + ".jpg", jpeg);       // 255 bytes
    dir.write("photos/" + std::string(251, 'b') + ".gif", jpeg);       // wants .jpg behind it
    dir.write("photos/" + std::string(247, 'c') + ".gif", jpeg);       // 255 with .jpg behind it
    dir.write("photos/" + std::string(251, 'd') + ".png", "no image"); // a failure's name
    for (const char* executor : executors) {
        // Over what exists, outputs have a temporary name first.
        for (const char* round : {"new", "replaced"}) {
            const auto result =
                imgbatch_in(dir, {"resize", "photos", "--size", "8", "--executor", executor, "-o",
                                  executor, "--overwrite", "always", "--json"});
            CAPTURE(round);
            CHECK(result.exit_code == 1);
            CHECK(contains(result.out, R"("classes":{"ok":2,"not-image":1,"name-too-long":1})"));
            const auto files = files_below(dir / executor);
            CHECK(files.size() == 2);
            CHECK(files.contains(std::string(251, 'a') + ".jpg"));
            CHECK(files.contains(std::string(247, 'c') + ".gif.jpg"));
        }
    }
}

TEST_CASE("outputs whose path is longer than the system takes fail alone") {
    const TempDir dir;
    // Inputs can be opened, their outputs below a longer folder cannot.
    constexpr std::size_t input_length = 4050;
    const std::size_t around = dir.path().size() + std::string("//a.jpg").size();
    std::string deep = "photos";
    while (around + deep.size() + 202 < input_length) {
        deep += "/" + std::string(200, 'd');
    }
    deep += "/" + std::string(input_length - around - deep.size() - 1, 'd');
    write_jpeg(dir, deep + "/a.jpg", 16, 16);
    write_jpeg(dir, "photos/b.jpg", 16, 16);
    const std::string out = dir / std::string(200, 'o');
    for (const char* executor : executors) {
        const auto result = imgbatch_in(dir, {"resize", dir / "photos", "--size", "8", "--executor",
                                              executor, "-o", out, "--json"});
        CHECK(result.exit_code == 1);
        CHECK(contains(result.out, R"("ok":1)"));
        CHECK(contains(result.out, R"("name-too-long":1)"));
        CHECK(fs::exists(out + "/b.jpg"));
        fs::remove_all(out);
    }
}

TEST_CASE("loops of links and of mounts end, and nothing is done twice through them") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 16, 16);
    write_jpeg(dir, "photos/sub/b.jpg", 16, 16);
    fs::create_directory_symlink("..", dir / "photos/sub/up");
    fs::create_directory_symlink("self", dir / "photos/self");
    fs::create_symlink("nowhere", dir / "photos/dangling.jpg");
    const auto followed = imgbatch_in(dir, {"resize", "photos", "-L", "--size", "8", "-o", "out"});
    CHECK_FALSE(followed.timed_out);
    CHECK(followed.exit_code == 1); // the links that lead nowhere
    CHECK(files_below(dir / "out").size() == 2);
    CHECK(imgbatch_in(dir, {"resize", "photos", "--size", "8", "-o", "out2"}).exit_code == 0);
    CHECK(files_below(dir / "out2").size() == 2);
    fs::create_directory(dir / "photos/sub/cycle");
    const BindMount cycle(dir / "photos", dir / "photos/sub/cycle");
    if (!cycle.mounted()) {
        skip("no folder can be mounted onto another here");
        return;
    }
    // A bind mount shows what lies below it once: its own mount point is empty again there.
    const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "8", "-o", "out3"});
    CHECK_FALSE(result.timed_out);
    CHECK(result.exit_code == 0);
    const auto files = files_below(dir / "out3");
    CHECK(files.contains("a.jpg"));
    CHECK(files.contains("sub/b.jpg"));
    CHECK(files.size() <= 4);
}

TEST_CASE("special files are never opened, neither found nor named nor listed") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 16, 16);
    REQUIRE(::mkfifo((dir / "photos/fifo.jpg").c_str(), 0600) == 0); // opening it would hang
    const bool has_devices = ::mknod((dir / "photos/zero.jpg").c_str(), S_IFCHR | 0600,
                                     makedev(1, 5)) == 0; // reading it would never end
    if (!has_devices) {
        skip("devices cannot be made here");
    }
    fs::create_symlink("fifo.jpg", dir / "photos/link.jpg");
    const auto count = [](const std::string& text) {
        int found = 0;
        for (auto at = text.find("skipped-special\",\"stage"); at != std::string::npos;
             at = text.find("skipped-special\",\"stage", at + 1)) {
            ++found;
        }
        return found;
    };
    for (const char* executor : executors) {
        CommandSetup setup;
        setup.folder = dir.path();
        setup.deadline = std::chrono::seconds(30);
        setup.input = "photos/fifo.jpg\nphotos/zero.jpg\nphotos/a.jpg\n/dev/zero\n";
        const auto walked =
            run_command(program_words({"resize", "photos", "-L", "--size", "8", "--executor",
                                       executor, "-o", "w" + std::string(executor), "--json"}),
                        setup);
        CHECK_FALSE(walked.timed_out);
        CHECK(count(walked.out) == (has_devices ? 3 : 2));
        const auto listed = run_command(
            program_words({"resize", "photos/fifo.jpg", "--files-from", "-", "--size", "8",
                           "--executor", executor, "-o", "l" + std::string(executor), "--json"}),
            setup);
        CHECK_FALSE(listed.timed_out);
        CHECK(count(listed.out) >= (has_devices ? 4 : 3));
        CHECK(files_below(dir / ("l" + std::string(executor))).size() == 1);
    }
}

TEST_CASE("an output that is its own input is refused through every way that leads there") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 16, 16);
    const std::string before = read_file(dir / "photos/a.jpg");
    fs::create_directory_symlink("photos", dir / "same");
    fs::create_directories(dir / "hard");
    fs::create_hard_link(dir / "photos/a.jpg", dir / "hard/a.jpg");
    fs::create_directories(dir / "soft");
    fs::create_symlink("../photos/a.jpg", dir / "soft/a.jpg");
    fs::create_directories(dir / "bound");
    const BindMount bound(dir / "photos", dir / "bound");
    std::vector<std::string> ways{"photos", "photos/../photos", "same", "hard", "soft"};
    if (bound.mounted()) {
        ways.emplace_back("bound");
    } else {
        skip("no folder can be mounted onto another here");
    }
    for (const std::string& out : ways) {
        for (const std::string overwrite : {"older", "always", "never"}) {
            CAPTURE(out);
            CAPTURE(overwrite);
            const auto result = imgbatch_in(
                dir, {"resize", "photos", "--size", "8", "-o", out, "--overwrite", overwrite});
            CHECK((result.exit_code == 1 || result.exit_code == 2));
            CHECK(read_file(dir / "photos/a.jpg") == before);
            const auto named = imgbatch_in(dir, {"resize", "photos/a.jpg", "--size", "8", "-o",
                                                 out + "/a.jpg", "--overwrite", overwrite});
            CHECK((named.exit_code == 1 || named.exit_code == 2));
            CHECK(read_file(dir / "photos/a.jpg") == before);
        }
    }
}

TEST_CASE("files that may not be read are told and all others done, for who is not root") {
    const TempDir dir;
    fs::permissions(dir.path(), fs::perms::all);
    write_jpeg(dir, "photos/a.jpg", 16, 16);
    write_jpeg(dir, "photos/locked.jpg", 16, 16);
    write_jpeg(dir, "photos/folder/b.jpg", 16, 16);
    fs::permissions(dir / "photos/locked.jpg", fs::perms::none);
    fs::permissions(dir / "photos/folder", fs::perms::none);
    fs::create_directory(dir / "out");
    fs::permissions(dir / "out", fs::perms::all);
    CommandSetup setup;
    setup.folder = dir.path();
    std::vector<std::string> words;
    if (::geteuid() == 0) {
        words = {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"};
        // The program itself may lie where nobody but root can go.
        fs::copy_file(IMGBATCH_PROGRAM, dir / "program");
        words.push_back(dir / "program");
        if (run_command(
                {"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "true"})
                .exit_code != 0) {
            skip("cannot give up root's rights");
            return;
        }
    } else {
        words = program_words({});
    }
    for (const char* word : {"resize", "photos", "--size", "8", "-o", "out", "--json"}) {
        words.emplace_back(word);
    }
    const auto result = run_command(words, setup);
    fs::permissions(dir / "photos/folder", fs::perms::all);
    CHECK(result.exit_code == 1);
    CHECK_MESSAGE(contains(result.out, R"("classes":{"ok":1,"read-error":2})"), result.out);
    CHECK(contains(result.out, R"("errno":13)"));
    CHECK(fs::exists(dir / "out/a.jpg"));
}

} // namespace imgbatch::test
