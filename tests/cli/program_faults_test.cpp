#include "cli/program.h"
#include "support/skip.h"
#include "support/tiny_disk.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include <sys/stat.h>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> executors{"process", "tbb", "sequential"};

} // namespace

TEST_CASE("bad files are named with their class, all others are done, exit code 1") {
    const TempDir dir;
    const std::string jpeg = encoded(make_picture(300, 200), ImageFormat::jpeg);
    dir.write("photos/truncated.jpg", jpeg.substr(0, jpeg.size() / 2));
    dir.write("photos/empty.jpg", "");
    dir.write("photos/text.jpg", "not a picture");
    write_jpeg(dir, "photos/unreadable.jpg", 40, 30);
    ::chmod((dir / "photos/unreadable.jpg").c_str(), 0);
    const bool can_read_all = ::geteuid() == 0;
    for (int i = 0; i < 20; ++i) {
        write_jpeg(dir, "photos/good" + std::to_string(i) + ".jpg", 40, 30);
    }
    for (const char* executor : executors) {
        CAPTURE(executor);
        const auto result = imgbatch_in(
            dir, {"resize", "photos", "--size", "20", "--executor", executor, "-o", executor});
        CHECK(result.exit_code == 1);
        CHECK(contains(result.err, "photos/truncated.jpg: truncated"));
        CHECK(contains(result.err, "photos/empty.jpg: empty"));
        CHECK(contains(result.err, "photos/text.jpg: not-image"));
        // Root reads everything; for anybody else this one is a read error.
        CHECK(contains(result.err, "photos/unreadable.jpg: read-error") == !can_read_all);
        CHECK(files_below(dir / executor).size() == (can_read_all ? 21 : 20));
    }
}

TEST_CASE("FIFOs and sockets are never opened and hold nothing up") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 40, 30);
    REQUIRE(::mkfifo((dir / "photos/pipe.jpg").c_str(), 0600) == 0);
    const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "20", "--json"});
    CHECK_FALSE(result.timed_out);
    CHECK(result.exit_code == 0);
    CHECK(contains(result.out, R"("class":"skipped-special")"));
    CHECK(files_below(dir / "photos-20").size() == 1);
}

TEST_CASE("a full disk ends the run with exit code 4, whole outputs and no debris") {
    const TempDir dir;
    const TinyDisk disk(dir / "disk", "256k");
    if (!disk.mounted()) {
        skip("no tmpfs can be mounted here");
        return;
    }
    for (int i = 0; i < 60; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 300, 200);
    }
    for (const char* executor : executors) {
        CAPTURE(executor);
        fs::remove_all(dir / "disk/out");
        const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "250", "--executor",
                                              executor, "-o", "disk/out", "-q", "95"});
        CHECK(result.exit_code == 4);
        CHECK(contains(result.err, "No space left"));
        CHECK_FALSE(has_temporaries(dir / "disk"));
        const auto files = files_below(dir / "disk/out");
        CHECK(files.size() < 60);
        for (const auto& [name, content] : files) {
            CHECK(decoded(content).width() == 250);
        }
    }
}

TEST_CASE("a read-only output is exit code 4 before any image is touched") {
    const TempDir dir;
    const TinyDisk disk(dir / "disk", "256k");
    if (!disk.mounted()) {
        skip("no tmpfs can be mounted here");
        return;
    }
    disk.make_read_only();
    write_jpeg(dir, "photos/a.jpg", 40, 30);
    const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "20", "-o", "disk/out"});
    CHECK(result.exit_code == 4);
    CHECK(contains(result.err, "Read-only"));
}

TEST_CASE("one target that is a folder fails alone") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 40, 30);
    write_jpeg(dir, "photos/b.jpg", 40, 30);
    fs::create_directories(dir / "out/a.jpg/in the way");
    const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "20", "-o", "out"});
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, "write-error"));
    CHECK(fs::exists(dir / "out/b.jpg"));
    CHECK_FALSE(has_temporaries(dir / "out"));
}

TEST_CASE("a stdout that takes nothing is exit code 4, not success") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 40, 30);
    CommandSetup setup;
    setup.folder = dir.path();
    setup.stdout_path = "/dev/full";
    const auto result =
        run_command(program_words({"resize", "photos", "--size", "20", "--json"}), setup);
    CHECK(result.exit_code == 4);
    const auto info = run_command(program_words({"info", "photos"}), setup);
    CHECK(info.exit_code == 4);
}

TEST_CASE("a reader that leaves early ends the run by SIGPIPE, without debris") {
    const TempDir dir;
    for (int i = 0; i < 50; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 60, 40);
    }
    CommandSetup setup;
    setup.folder = dir.path();
    const auto result =
        run_command({"bash", "-c",
                     "'" IMGBATCH_PROGRAM "' resize photos --size 20 --batch 1 --json | head -n 1; "
                     "echo \"${PIPESTATUS[0]}\""},
                    setup);
    CHECK(contains(result.out, "\n141\n"));
    CHECK_FALSE(has_temporaries(dir.path()));
}

TEST_CASE("closed standard streams are nobody else's") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 60, 40);
    dir.write("photos/bad.jpg", "no picture");
    CommandSetup setup;
    setup.folder = dir.path();
    const auto result = run_command({"bash", "-c",
                                     "exec <&- >&- 2>&-; '" IMGBATCH_PROGRAM
                                     "' resize photos --size 20 -o out; echo $? > code"},
                                    setup);
    CHECK_FALSE(result.timed_out);
    CHECK(read_file(dir / "code") == "1\n");
    CHECK(fs::exists(dir / "out/a.jpg"));
    for (const auto& entry : fs::directory_iterator(dir / "out/.imgbatch")) {
        CHECK(read_file(entry.path().string()).starts_with('{'));
    }
}

TEST_CASE("a reader that does not read ends info and --dry-run by SIGPIPE too") {
    const TempDir dir;
    for (int i = 0; i < 20; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 60, 40);
    }
    CommandSetup setup;
    setup.folder = dir.path();
    for (const std::string words : {"info photos", "resize photos --size 9 --dry-run"}) {
        const auto result = run_command({"bash", "-c",
                                         "'" IMGBATCH_PROGRAM "' " + words +
                                             " | (exec <&-; sleep 0.5); echo \"${PIPESTATUS[0]}\""},
                                        setup);
        CHECK(contains(result.out, "141"));
        CHECK(result.err.empty());
    }
}

TEST_CASE("a worker that is killed from outside costs nothing, and its image is tried again") {
    const TempDir dir;
    for (int i = 0; i < 400; ++i) {
        write_jpeg(dir, "photos/" + std::to_string(i) + ".jpg", 400, 300);
    }
    CommandSetup setup;
    setup.folder = dir.path();
    // Kills one worker after the other while the run goes on, until one had begun an image; ever
    // more slowly, so that they come to begin one on a machine that is busy.
    const auto result = run_command(
        {"bash", "-c",
         "'" IMGBATCH_PROGRAM "' resize photos --size 300 -j 2 --executor process --json "
         ">records & parent=$!; "
         "until [ -s records ]; do sleep 0.01; done; "
         "for i in 1 2 3 4 5 6 7 8 9; do "
         "grep -q '\"attempts\":2' records && break; "
         "worker=$(pgrep -P $parent | head -n 1); [ -n \"$worker\" ] && kill -SEGV $worker; "
         "sleep 0.0$i; done; "
         "wait $parent"},
        setup);
    CHECK_MESSAGE(result.exit_code == 0, result.err);
    CHECK(files_below(dir / "photos-300").size() == 400);
    CHECK_FALSE(has_temporaries(dir / "photos-300"));
    const std::string records = read_file(dir / "records");
    CHECK(contains(records, R"("attempts":2)"));
    CHECK_FALSE(contains(records, R"("class":"crashed")"));
}

} // namespace imgbatch::test
