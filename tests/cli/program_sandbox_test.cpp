// The program's workers, locked in: what images can order them to do, and that the work is the
// same.
#include "program.h"
#include "support/fault_image.h"
#include "support/sandbox_works.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace imgbatch {
namespace {

using namespace test;
namespace fs = std::filesystem;

/// What becomes of an order: the end of its image's message, or the signal that its worker died of.
struct Forbidden {
    std::string order; ///< DIR stands for the test's folder
    std::string on;
    std::string strict;
};

constexpr const char* died = "SIGSYS";

const std::vector<Forbidden> forbidden{
    {"sys:open:/etc/passwd", "EACCES", "EPERM"},
    {"sys:open:DIR/secret", "EACCES", "EPERM"},
    {"sys:write:DIR/escaped", "EACCES", "EPERM"},
    {"sys:write:DIR/photos/escaped.png", "EACCES", "EPERM"},
    {"sys:unlink:DIR/secret", "EACCES", "EPERM"},
    {"sys:unlink:DIR/photos/good0.png", "EACCES", "EPERM"},
    {"sys:rename:DIR/secret:DIR/out/taken", "EACCES", "EPERM"},
    {"sys:open:DIR/out/another.png", "EACCES", "EPERM"},
    // Below the output folder `on` trusts its workers.
    {"sys:write:DIR/out/another.png", "succeeded", "EPERM"},
    {"sys:socket", "EPERM", "EPERM"},
    {"sys:connect", "EPERM", "EPERM"},
    {"sys:connect-unix:DIR/socket", "EPERM", "EPERM"},
    {"sys:exec", died, died},
    {"sys:fork", "EPERM", "EPERM"},
    {"sys:ptrace", died, died},
    {"sys:kill-parent", "EPERM", "EPERM"},
    {"sys:mmap-wx", "EPERM", "EPERM"},
    {"sys:mount:/mnt", died, died},
};

std::string in_folder(std::string order, const TempDir& dir) {
    for (auto at = order.find("DIR"); at != std::string::npos; at = order.find("DIR")) {
        order.replace(at, 3, dir.path());
    }
    return order;
}

/// photos/: good pictures, and one for each order.
void write_photos(const TempDir& dir) {
    const std::string picture = encoded(make_picture(64, 48), ImageFormat::png);
    for (int i = 0; i < 10; ++i) {
        dir.write("photos/good" + std::to_string(i) + ".png", picture);
    }
    for (std::size_t i = 0; i < forbidden.size(); ++i) {
        dir.write("photos/order" + std::to_string(i) + ".png",
                  with_fault(picture, Stage::decode, in_folder(forbidden[i].order, dir)));
    }
    dir.write("secret", "a secret");
    dir.write("out/another.png", "another image's output");
}

/// The line of the record that tells of `input`.
std::string line_of(const std::string& records, const std::string& input) {
    const auto at = records.find("\"input\":\"" + input + "\"");
    if (at == std::string::npos) {
        return "";
    }
    const auto begin = records.rfind('\n', at) + 1;
    return records.substr(begin, records.find('\n', at) - begin);
}

CommandResult resized(const TempDir& dir, const std::string& sandbox) {
    return imgbatch_in(dir, {"resize", "photos", "--size", "32", "-o", "out", "--executor",
                             "process", "-j", "2", "--sandbox", sandbox, "--json"});
}

void check_orders(const std::string& sandbox) {
    const TempDir dir;
    write_photos(dir);
    const CommandResult result = resized(dir, sandbox);
    CHECK(result.exit_code == 1);
    CHECK(contains(result.out, "\"sandbox\":\"" + sandbox + "\""));
    for (std::size_t i = 0; i < forbidden.size(); ++i) {
        const std::string& wanted = sandbox == "strict" ? forbidden[i].strict : forbidden[i].on;
        const std::string line = line_of(result.out, "photos/order" + std::to_string(i) + ".png");
        CAPTURE(forbidden[i].order);
        CAPTURE(line);
        CHECK(contains(line, wanted == died ? "\"signal\":" + std::to_string(SIGSYS)
                                            : ": " + wanted + "\""));
        CHECK(contains(line, wanted == died ? "\"class\":\"crashed\"" : "\"class\":\"corrupt\""));
    }
    for (int i = 0; i < 10; ++i) {
        CHECK(fs::exists(dir / ("out/good" + std::to_string(i) + ".png")));
    }
    CHECK(read_file(dir / "secret") == "a secret");
    CHECK_FALSE(fs::exists(dir / "escaped"));
    CHECK_FALSE(has_temporaries(dir.path()));
}

constexpr long album_written = 1'700'000'000; ///< seconds; files of tests are younger

/// One picture of each format that is read, in two folders, one with a date of its own.
void write_album(const TempDir& dir) {
    for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
        const std::string word(to_word(format));
        dir.write("album/" + word + "." + word, encoded(make_picture(300, 200), format));
        dir.write("album/deep/" + word + "." + word, encoded(make_picture(120, 90), format));
    }
    dir.write("album/belied.png", encoded(make_picture(50, 40), ImageFormat::jpeg));
    dir.write("album/broken.jpg", encoded(make_picture(50, 40), ImageFormat::jpeg).substr(0, 300));
    dir.write("list", "album/deep/jpeg.jpeg\nalbum/png.png\n");
    fs::create_symlink("album/webp.webp", dir / "link.webp");
    const std::array<timespec, 2> old{{{album_written - 1000, 0}, {album_written - 1000, 0}}};
    REQUIRE(::utimensat(AT_FDCWD, (dir / "album/jpeg.jpeg").c_str(), old.data(), 0) == 0);
}

/// Everything below the folder but the journals: contents and modification times by name.
std::map<std::string, std::string> results_in(const TempDir& dir) {
    std::map<std::string, std::string> results;
    for (const auto& [name, content] : files_below(dir.path())) {
        if (!contains(name, ".imgbatch")) {
            struct stat status {};
            ::lstat((dir / name).c_str(), &status);
            // Of times only those tell something that are not of this run.
            const long seconds = status.st_mtim.tv_sec < album_written ? status.st_mtim.tv_sec : 0;
            results[name] =
                std::to_string(status.st_mode) + " " + std::to_string(seconds) + " " + content;
        }
    }
    return results;
}

/// The class words of a run, by input.
std::map<std::string, std::string> classes_in(const std::string& records) {
    std::map<std::string, std::string> classes;
    for (std::size_t begin = 0; begin < records.size();) {
        const auto end = std::min(records.find('\n', begin), records.size());
        const std::string line = records.substr(begin, end - begin);
        const auto value = [&line](const std::string& key) {
            const auto at = line.find("\"" + key + "\":\"");
            const auto from = at + key.size() + 4;
            return at == std::string::npos ? "" : line.substr(from, line.find('"', from) - from);
        };
        if (!value("input").empty()) {
            classes[value("input")] = value("class");
        }
        begin = end + 1;
    }
    return classes;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) {
        all += word + " ";
    }
    return all;
}

/// What `job` came to, run over the album in a folder of its own.
struct Came {
    int code = 0;
    std::map<std::string, std::string> classes;
    std::map<std::string, std::string> results;
    std::string said;
};

Came come_of(const std::vector<std::string>& job, const std::string& level) {
    const TempDir dir;
    write_album(dir);
    auto words = job;
    for (const std::string& word : {std::string("--executor"), std::string("process"),
                                    std::string("--json"), std::string("--sandbox"), level}) {
        words.push_back(word);
    }
    const CommandResult result = imgbatch_in(dir, words);
    CHECK(contains(result.out, "\"sandbox\":\"" + level + "\""));
    return {result.exit_code, classes_in(result.out), results_in(dir), result.err};
}

} // namespace

TEST_CASE("what images order is refused to workers that are on, and told of those images") {
    if (sandbox_works() && has_fault_images) {
        check_orders("on");
    }
}

TEST_CASE("in strict workers are refused even more, the files of other images among it") {
    if (sandbox_works() && has_fault_images) {
        check_orders("strict");
    }
}

TEST_CASE("without a sandbox the same orders are carried out") {
    if (!has_fault_images) {
        return;
    }
    const TempDir dir;
    const std::string picture = encoded(make_picture(64, 48), ImageFormat::png);
    const std::vector<std::string> orders{"sys:open:DIR/secret", "sys:write:DIR/escaped",
                                          "sys:socket",          "sys:fork",
                                          "sys:kill-parent",     "sys:mmap-wx"};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        dir.write("photos/" + std::to_string(i) + ".png",
                  with_fault(picture, Stage::decode, in_folder(orders[i], dir)));
    }
    dir.write("secret", "a secret");
    const CommandResult result = resized(dir, "off");
    CHECK(contains(result.out, "\"sandbox\":\"off\""));
    for (std::size_t i = 0; i < orders.size(); ++i) {
        CAPTURE(orders[i]);
        CHECK(
            contains(line_of(result.out, "photos/" + std::to_string(i) + ".png"), ": succeeded\""));
    }
    CHECK(fs::exists(dir / "escaped"));
}

TEST_CASE("a sandbox changes no output, no name, no mode, no time and no class") {
    if (!sandbox_works()) {
        return;
    }
    const std::vector<std::vector<std::string>> jobs{
        {"resize", "album", "--size", "40"},
        {"resize", "album", "--size", "40", "-o", "new/deep/out", "--fsync", "--keep-dates"},
        {"resize", "album", "--size", "40", "--in-place"},
        {"resize", "album", "--size", "40", "--in-place", "--keep-dates"},
        {"resize", "album", "--size", "40", "-o", "web/{dir}/{name}-{w}.{ext}"},
        {"resize", "album", "--size", "40", "-o", "{name}-{hash}.{ext}", "--on-collision",
         "suffix"},
        {"convert", "album", "-f", "avif", "-o", "avif", "--on-collision", "suffix"},
        {"convert", "album", "-f", "webp"},
        {"resize", "album/png.png", "--size", "40", "-o", "a/b/c.webp"},
        {"resize", "album/png.png", "album/deep/jpeg.jpeg", "link.webp", "--size", "40"},
        {"resize", "album/png.png", "--size", "40", "--in-place"},
        {"resize", "--files-from", "list", "--size", "40", "-o", "listed"},
        {"resize", "--files-from", "list", "--size", "40"},
        {"resize", "--files-from", "list", "--size", "40", "--in-place"},
        {"resize", "-L", ".", "--size", "40", "-o", "linked"},
        {"resize", "album/missing.jpg", "album/png.png", "--size", "40"},
    };
    for (const auto& job : jobs) {
        const Came off = come_of(job, "off");
        CHECK(off.results.size() >= 9);
        for (const char* level : {"on", "strict"}) {
            const Came locked = come_of(job, level);
            CAPTURE(level);
            CAPTURE(joined(job));
            CAPTURE(locked.said);
            CHECK(locked.code == off.code);
            CHECK(locked.classes == off.classes);
            CHECK(locked.results == off.results);
        }
    }
}

TEST_CASE("auto is on for process and off for the others, and the summary and -v say so") {
    if (!sandbox_works()) {
        return;
    }
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 60, 40);
    const auto run = [&](const std::string& executor) {
        return imgbatch_in(dir, {"resize", "photos", "--size", "20", "--executor", executor,
                                 "--overwrite", "always", "--json", "-v"});
    };
    const CommandResult process = run("process");
    CHECK(contains(process.out, "\"sandbox\":\"on\""));
    CHECK(contains(process.err, "sandbox on"));
    for (const char* executor : {"tbb", "sequential"}) {
        const CommandResult threads = run(executor);
        CHECK(contains(threads.out, "\"sandbox\":\"off\""));
        CHECK(contains(threads.err, "sandbox off; auto: "));
    }
}

TEST_CASE("a sandbox that was asked for and cannot be had is refused before anything is written") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 60, 40);
    for (const char* level : {"on", "strict"}) {
        for (const char* executor : {"tbb", "sequential"}) {
            const CommandResult result =
                imgbatch_in(dir, {"resize", "photos", "--size", "20", "--sandbox", level,
                                  "--executor", executor});
            CHECK(result.exit_code == 2);
            CHECK(contains(result.err, std::string("--sandbox ") + level + " cannot be had"));
        }
        const CommandResult stream =
            imgbatch_in(dir, {"resize", "-", "--size", "20", "-o", "a.jpg", "--sandbox", level},
                        encoded(make_picture(60, 40), ImageFormat::jpeg));
        CHECK(stream.exit_code == 2);
        CHECK_FALSE(fs::exists(dir / "a.jpg"));
    }
    CHECK_FALSE(fs::exists(dir / "photos-20"));
    CHECK(imgbatch_in(dir, {"resize", "photos", "--size", "20", "--sandbox", "maybe"}).exit_code ==
          2);
}

TEST_CASE("no output folder is made where there is nothing to write") {
    const TempDir dir;
    fs::create_directories(dir / "empty");
    write_jpeg(dir, "photos/a.jpg", 60, 40);
    CHECK(imgbatch_in(dir, {"resize", "photos", "empty", "--size", "20"}).exit_code == 0);
    CHECK(fs::exists(dir / "photos-20"));
    CHECK_FALSE(fs::exists(dir / "empty-20"));
}

} // namespace imgbatch
