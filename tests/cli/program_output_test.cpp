#include "cli/program.h"

#include <doctest/doctest.h>

#include <filesystem>

namespace imgbatch::test {
namespace fs = std::filesystem;

TEST_CASE("a single file's result lies beside it, named after the size") {
    const TempDir dir;
    write_jpeg(dir, "x/name.jpg", 64, 48);
    REQUIRE(imgbatch_in(dir, {"resize", "x/name.jpg", "--size", "32x32"}).exit_code == 0);
    CHECK(fs::exists(dir / "x/name-32x32.jpg"));
    CHECK_FALSE(fs::exists(dir / "x/.imgbatch"));
    REQUIRE(imgbatch_in(dir, {"resize", "x/name.jpg", "--size", "50%"}).exit_code == 0);
    CHECK(fs::exists(dir / "x/name-50pct.jpg"));
}

TEST_CASE("-o is a file, a template or a folder") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 64, 48);
    write_jpeg(dir, "photos/sub/b.jpg", 48, 64);
    REQUIRE(
        imgbatch_in(dir, {"resize", "photos/a.jpg", "--size", "32", "-o", "one.webp"}).exit_code ==
        0);
    CHECK(sniff(as_bytes(read_file(dir / "one.webp"))) == ImageFormat::webp);
    REQUIRE(imgbatch_in(dir, {"resize", "photos", "--size", "32x32", "-o",
                              "web/{dir}/{name}-{w}x{h}.{ext}"})
                .exit_code == 0);
    CHECK(fs::exists(dir / "web/a-32x24.jpg"));
    CHECK(fs::exists(dir / "web/sub/b-24x32.jpg"));
    REQUIRE(imgbatch_in(dir, {"resize", "photos", "--size", "32", "-o", "out"}).exit_code == 0);
    CHECK(fs::exists(dir / "out/sub/b.jpg"));
    CHECK(fs::exists(dir / "out/.imgbatch"));
}

TEST_CASE("names that look like syntax or options are only names") {
    const TempDir dir;
    for (const std::string name : {"[0].jpg", "%d.jpg", "{w}.jpg", "-rf.jpg", "a:b.jpg", "~.jpg",
                                   "\xff\xfe.jpg", "new\nline.jpg", "\x1b[31m.jpg"}) {
        write_jpeg(dir, "photos/" + name, 20, 20);
    }
    const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "10", "-v"});
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(files_below(dir / "photos-10").size() == 9);
    CHECK_FALSE(contains(result.err, "\x1b"));
    const auto dashed =
        imgbatch_in(dir, {"resize", "--size", "10", "-o", "out", "--", "photos/-rf.jpg"});
    CHECK(dashed.exit_code == 0);
}

TEST_CASE(
    "a collision of names is exit code 2 before anything is written, unless a policy is given") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 20, 20);
    dir.write("photos/a.png", encoded(make_picture(20, 20), ImageFormat::png));
    const std::vector<std::string> words{"resize", "photos", "--size", "10",
                                         "-f",     "webp",   "-o",     "out"};
    const auto refused = imgbatch_in(dir, words);
    CHECK(refused.exit_code == 2);
    CHECK(contains(refused.err, "a.png"));
    CHECK(contains(refused.err, "--on-collision"));
    CHECK_FALSE(fs::exists(dir / "out"));
    auto with = words;
    with.insert(with.end(), {"--on-collision", "suffix"});
    CHECK(imgbatch_in(dir, with).exit_code == 0);
    CHECK(fs::exists(dir / "out/a.webp"));
    CHECK(fs::exists(dir / "out/a-2.webp"));
    with.back() = "skip";
    with[7] = "out2";
    CHECK(imgbatch_in(dir, with).exit_code == 1);
    CHECK(files_below(dir / "out2").size() == 1);
}

TEST_CASE("--overwrite: older is the default, never and always do as they say") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 40, 40);
    const auto resize = [&](const std::string& size, std::vector<std::string> more) {
        std::vector<std::string> words{"resize", "photos", "--size", size, "-o", "out", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return imgbatch_in(dir, words).out;
    };
    CHECK(contains(resize("10", {}), R"("class":"ok")"));
    CHECK(contains(resize("20", {}), R"("class":"up-to-date")"));
    CHECK(contains(resize("20", {"--overwrite", "never"}), R"("class":"skipped-existing")"));
    CHECK(decoded(read_file(dir / "out/a.jpg")).width() == 10);
    CHECK(contains(resize("20", {"--overwrite", "always"}), R"("class":"ok")"));
    CHECK(decoded(read_file(dir / "out/a.jpg")).width() == 20);
}

TEST_CASE("in place the files themselves are replaced, whole") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 40, 40);
    REQUIRE(imgbatch_in(dir, {"resize", "photos", "--size", "10", "--in-place"}).exit_code == 0);
    const auto files = files_below(dir / "photos");
    CHECK(files.size() == 1);
    CHECK(decoded(files.at("a.jpg")).width() == 10);
    // What fits is not encoded once more.
    REQUIRE(imgbatch_in(dir, {"resize", "photos", "--size", "10", "--in-place"}).exit_code == 0);
    CHECK(files_below(dir / "photos") == files);
}

TEST_CASE("in place a link stays a link and its file is replaced") {
    const TempDir dir;
    write_jpeg(dir, "real.jpg", 40, 40);
    fs::create_symlink("real.jpg", dir / "link.jpg");
    REQUIRE(imgbatch_in(dir, {"resize", "link.jpg", "--size", "10", "--in-place"}).exit_code == 0);
    CHECK(fs::is_symlink(dir / "link.jpg"));
    CHECK(decoded(read_file(dir / "real.jpg")).width() == 10);
}

TEST_CASE("a file of a format that cannot be written takes no name from one that can") {
    const TempDir dir;
    dir.write("photos/logo.gif", "GIF89a");
    dir.write("photos/logo.png", encoded(make_picture(20, 20), ImageFormat::png));
    const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "10"});
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, "logo.gif: unsupported"));
    CHECK(fs::exists(dir / "photos-10/logo.png"));
}

TEST_CASE("two inputs that turn out to want one name are never both called done") {
    const TempDir dir;
    const std::string jpeg = encoded(make_picture(20, 20), ImageFormat::jpeg);
    dir.write("A/pic", jpeg);
    dir.write("B/pic.jpg", encoded(make_picture(20, 30), ImageFormat::jpeg));
    for (const char* executor : {"process", "tbb", "sequential"}) {
        const auto result = imgbatch_in(dir, {"resize", "A/pic", "B/pic.jpg", "--size", "10", "-o",
                                              executor, "--executor", executor, "--json"});
        CHECK(result.exit_code == 1);
        CHECK(contains(result.out, R"("class":"collision")"));
    }
}

TEST_CASE("filters choose among the names of a walk") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 20, 20);
    write_jpeg(dir, "photos/.hidden.jpg", 20, 20);
    write_jpeg(dir, "photos/sub/b.jpg", 20, 20);
    dir.write("photos/c.png", encoded(make_picture(20, 20), ImageFormat::png));
    int number = 0;
    const auto names = [&](std::vector<std::string> more) {
        const std::string out = "out" + std::to_string(number++);
        std::vector<std::string> words{"resize", "photos", "--size", "10", "-o", out};
        words.insert(words.end(), more.begin(), more.end());
        REQUIRE(imgbatch_in(dir, words).exit_code == 0);
        std::string list;
        for (const auto& [name, content] : files_below(dir / out)) {
            list += name + " ";
        }
        return list;
    };
    CHECK(names({}) == "a.jpg c.png sub/b.jpg ");
    CHECK(names({"-e", "png"}) == "c.png ");
    CHECK(names({"-e", "PNG,jpg", "-d", "1"}) == "a.jpg c.png ");
    CHECK(names({"-g", "sub/*"}) == "sub/b.jpg ");
    CHECK(names({"-E", "sub", "-H"}) == ".hidden.jpg a.jpg c.png ");
}

} // namespace imgbatch::test
