#include "cli/program.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace imgbatch::test {
namespace fs = std::filesystem;

TEST_CASE("the main job: a folder into a box, beside it") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 320, 240);
    write_jpeg(dir, "photos/sub/b.jpg", 100, 200);
    dir.write("photos/notes.txt", "hello");
    for (const char* executor : {"auto", "process", "tbb", "sequential"}) {
        CAPTURE(executor);
        const auto result = imgbatch_in(dir, {"resize", "./photos", "--size", "80x60", "--executor",
                                              executor, "--overwrite", "always"});
        REQUIRE_MESSAGE(result.exit_code == 0, result.err);
        CHECK(result.out.empty());
        CHECK(contains(result.err, "2 done"));
        CHECK(contains(result.err, "1 skipped"));
        CHECK(contains(result.err, "photos-80x60"));
        const auto files = files_below(dir / "photos-80x60");
        REQUIRE(files.size() == 2);
        CHECK(decoded(files.at("a.jpg")).width() == 80);
        CHECK(decoded(files.at("sub/b.jpg")).height() == 60);
    }
}

TEST_CASE("--json is one record per output and a summary, and nothing else is on stdout") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 64, 48);
    dir.write("photos/bad.jpg", "no");
    const auto result = imgbatch_in(dir, {"resize", "photos", "--size", "32", "--json"});
    CHECK(result.exit_code == 1);
    CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 3);
    CHECK(contains(result.out, R"("type":"image")"));
    CHECK(contains(result.out, R"("class":"not-image")"));
    CHECK(contains(result.out, R"("type":"summary")"));
    const auto last = result.out.rfind('{');
    CHECK(contains(result.out.substr(result.out.rfind('\n', result.out.size() - 2)), "summary"));
    CHECK(last != std::string::npos);
}

TEST_CASE("--print and --print0 give the outputs that were written") {
    const TempDir dir;
    write_jpeg(dir, "photos/a b.jpg", 64, 48);
    dir.write("photos/bad.jpg", "no");
    auto result = imgbatch_in(dir, {"resize", "photos", "--size", "32", "-o", "out", "--print"});
    CHECK(result.out == "out/a b.jpg\n");
    result = imgbatch_in(dir, {"resize", "photos", "--size", "32", "-o", "out2", "--print0"});
    CHECK(result.out == std::string("out2/a b.jpg\0", 13));
}

TEST_CASE("a list of paths on stdin keeps its folders, separated by newline or NUL") {
    const TempDir dir;
    write_jpeg(dir, "p/a.jpg", 64, 48);
    write_jpeg(dir, "p/new\nline.jpg", 64, 48);
    auto result =
        imgbatch_in(dir, {"resize", "--files-from", "-", "--size", "32", "-o", "out"}, "p/a.jpg\n");
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(fs::exists(dir / "out/p/a.jpg"));
    result = imgbatch_in(dir, {"resize", "-0", "--files-from", "-", "--size", "32", "-o", "out0"},
                         std::string("p/a.jpg\0p/new\nline.jpg\0", 23));
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(fs::exists(dir / "out0/p/new\nline.jpg"));
}

TEST_CASE("--dry-run tells what would be written and writes nothing") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 64, 48);
    auto result = imgbatch_in(dir, {"resize", "photos", "--size", "32x32", "--dry-run"});
    CHECK(result.exit_code == 0);
    CHECK(result.out == "photos/a.jpg -> photos-32x32/a.jpg\n");
    CHECK(files_below(dir.path()).size() == 1);
    CHECK(imgbatch_in(dir, {"resize", "none.jpg", "--size", "32", "--dry-run"}).exit_code == 1);
    result = imgbatch_in(dir, {"resize", "photos", "--size", "32x32", "--dry-run", "--json"});
    CHECK(contains(result.out, R"("type":"plan")"));
}

TEST_CASE("convert keeps the size and changes the format") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 64, 48);
    const auto result = imgbatch_in(dir, {"convert", "photos", "-f", "png"});
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    const Image image = decoded(read_file(dir / "photos-png/a.png"));
    CHECK(image.width() == 64);
    CHECK(image.height() == 48);
}

TEST_CASE("AVIF is an output format like the others, and no input format yet") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 64, 48);
    auto result = imgbatch_in(dir, {"convert", "photos", "-f", "avif"});
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    const std::string file = read_file(dir / "photos-avif/a.avif");
    CHECK(sniff(as_bytes(file)) == ImageFormat::avif);
    result = imgbatch_in(dir, {"resize", "photos/a.jpg", "--size", "32", "-o", "small.avif"});
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(sniff(as_bytes(read_file(dir / "small.avif"))) == ImageFormat::avif);
    result = imgbatch_in(dir, {"resize", "-", "--size", "32", "-f", "avif"},
                         read_file(dir / "photos/a.jpg"));
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(result.out == read_file(dir / "small.avif"));
    result = imgbatch_in(dir, {"convert", "small.avif", "-f", "png", "-o", "out"});
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, "AVIF is not supported"));
}

TEST_CASE("a module that cannot be loaded fails each image that needs it, and no other") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 64, 48);
    write_jpeg(dir, "photos/b.jpg", 64, 48);
    fs::create_directories(dir / "bin");
    fs::copy_file(IMGBATCH_PROGRAM, dir / "bin/imgbatch");
    dir.write("bin/imgbatch-avif.so", "no code at all");
    for (const char* executor : {"process", "tbb", "sequential"}) {
        const auto run = [&](const char* format) {
            CommandSetup setup;
            setup.folder = dir.path();
            return run_command({dir / "bin/imgbatch", "convert", "photos", "-f", format,
                                "--executor", executor, "--overwrite", "always"},
                               setup);
        };
        const auto avif = run("avif");
        CHECK(avif.exit_code == 1);
        CHECK(contains(avif.err, "a.jpg: unsupported"));
        CHECK(contains(avif.err, "b.jpg: unsupported"));
        CHECK(contains(avif.err, "is libavif15 installed?"));
        CHECK(run("webp").exit_code == 0);
    }
}

TEST_CASE("info tells about images as a table and as JSON") {
    const TempDir dir;
    write_jpeg(dir, "photos/a.jpg", 64, 48);
    dir.write("photos/notes.txt", "hello");
    auto result = imgbatch_in(dir, {"info", "photos"});
    CHECK(result.exit_code == 0);
    CHECK(contains(result.out, "64x48"));
    CHECK_FALSE(contains(result.out, "notes"));
    result = imgbatch_in(dir, {"info", "photos/a.jpg", "--json"});
    CHECK(contains(result.out, R"("width":64)"));
    dir.write("bad.jpg", "no");
    result = imgbatch_in(dir, {"info", "bad.jpg"});
    CHECK(result.exit_code == 1);
    CHECK(contains(result.err, "not-image"));
}

TEST_CASE("one image goes from stdin to stdout, and to a file whose name says the format") {
    const TempDir dir;
    const std::string jpeg = encoded(make_picture(64, 48), ImageFormat::jpeg);
    auto result = imgbatch_in(dir, {"resize", "-", "--size", "32", "-f", "webp"}, jpeg);
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(sniff(as_bytes(result.out)) == ImageFormat::webp);
    result = imgbatch_in(dir, {"resize", "-", "--size", "32", "-o", "x/out.png"}, jpeg);
    REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    CHECK(sniff(as_bytes(read_file(dir / "x/out.png"))) == ImageFormat::png);
    dir.write("kept.png", "somebody's");
    result = imgbatch_in(
        dir, {"resize", "-", "--size", "32", "-o", "kept.png", "--overwrite", "never"}, jpeg);
    CHECK(result.exit_code == 0);
    CHECK(read_file(dir / "kept.png") == "somebody's");
    result = imgbatch_in(dir, {"resize", "-", "--size", "32"}, "no image");
    CHECK(result.exit_code == 1);
    CHECK(result.out.empty());
}

TEST_CASE("the help teaches: every command has examples") {
    const TempDir dir;
    for (const char* command : {"", "resize", "convert", "info"}) {
        std::vector<std::string> words{"--help"};
        if (*command != '\0') {
            words.insert(words.begin(), command);
        }
        const auto result = imgbatch_in(dir, words);
        CHECK(result.exit_code == 0);
        CHECK(contains(result.out, "Examples:"));
        CHECK(result.err.empty());
    }
}

TEST_CASE("--version is one line, and with -v names the libraries") {
    const TempDir dir;
    auto result = imgbatch_in(dir, {"--version"});
    CHECK(result.exit_code == 0);
    CHECK(result.out.starts_with("imgbatch "));
    CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 1);
    result = imgbatch_in(dir, {"--version", "-v"});
    for (const char* word :
         {"libjpeg-turbo", "libpng", "libwebp", "libavif", "lcms", "OpenCV", "CPUs", "sandbox"}) {
        CHECK_MESSAGE(contains(result.out, word), word);
    }
}

TEST_CASE("the program names no file of its own when wrong words are typed") {
    const TempDir dir;
    write_jpeg(dir, "a.jpg", 64, 48);
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"resize"},
        {"resize", "a.jpg"},
        {"resize", "--size", "10"},
        {"resize", "a.jpg", "--size", "0x5"},
        {"resize", "a.jpg", "--size", ""},
        {"resize", "a.jpg", "--size", "10", "--timeout", "nan"},
        {"resize", "-", "--size", "10", "-o", "x.png", "--dry-run"},
        {"resize", "-", "--size", "10", "-o", "x.png", "-f", "webp"},
        {"resize", "-", "--size", "10", "-o", "{name}.png"},
        {"info", "-"},
        {"resize", "a.jpg", "--size", "10", "--fit", "sideways"},
        {"convert", "a.jpg", "-f", "png", "--decoder", "somebody"},
        {"resize", "a.jpg", "--size", "10", "--no-such-flag"},
        {"resize", "a.jpg", "--size", "10", "-q", "0"},
        {"resize", "a.jpg", "--size", "10", "--json", "--print"},
        {"resize", "a.jpg", "--size", "10", "--batch", "many"},
        {"resize", "a.jpg", "--size", "10", "-o", "{nonsense}"},
        {"resize", "a.jpg", "a.jpg", "--size", "10", "-o", "one.jpg"},
        {"resize", "a.jpg", "--size", "10", "--fast", "--exact"},
        {"resize", "a.jpg", "--size", "10", "--in-place", "-o", "out"},
        {"resize", "-", "a.jpg", "--size", "10"},
        {"resize", "--files-from", "none", "--size", "10"},
        {"nonsense"},
    };
    for (const auto& words : wrong) {
        const auto result = imgbatch_in(dir, words);
        std::string line;
        for (const auto& word : words) {
            line += word + " ";
        }
        CAPTURE(line);
        CHECK(result.exit_code == 2);
        CHECK_FALSE(result.err.empty());
        CHECK(result.out.empty());
        CHECK(files_below(dir.path()).size() == 1);
    }
}

TEST_CASE("nothing to do is exit code 3") {
    const TempDir dir;
    fs::create_directory(dir / "empty");
    const auto result = imgbatch_in(dir, {"resize", "empty", "--size", "10"});
    CHECK(result.exit_code == 3);
    CHECK(contains(result.err, "no input"));
}

} // namespace imgbatch::test
