#include "cli/program.h"

#include <doctest/doctest.h>

#include <filesystem>

namespace imgbatch::test {
namespace {

namespace fs = std::filesystem;

void write_photos(const TempDir& dir) {
    for (const char* name : {"a", "b", "c"}) {
        write_jpeg(dir, "photos/" + std::string(name) + ".jpg", 60, 40);
    }
    dir.write("photos/bad.jpg", "no picture");
}

} // namespace

TEST_CASE("--resume leaves what is done, and does the rest") {
    const TempDir dir;
    write_photos(dir);
    const std::vector<std::string> words{"resize", "photos",         "--size",   "20",
                                         "-o",     "out/{name}-{w}", "--resume", "--overwrite",
                                         "always", "--json"};
    CHECK(imgbatch_in(dir, words).exit_code == 1);
    const auto before = files_below(dir / "out");
    REQUIRE(before.size() == 3);
    fs::remove(dir / "out/b-20.jpg");
    const auto second = imgbatch_in(dir, words);
    CHECK(second.exit_code == 1);
    CHECK(contains(second.out, R"("classes":{"ok":1,"up-to-date":2,"not-image":1})"));
    CHECK(contains(second.out, "done by an earlier run (--resume)"));
    CHECK(files_below(dir / "out") == before);
}

TEST_CASE("--retry-failed does what has failed and nothing else; nothing to do is success") {
    const TempDir dir;
    write_photos(dir);
    const std::vector<std::string> first{"resize", "photos", "--size", "20", "-o", "out", "--json"};
    CHECK(imgbatch_in(dir, first).exit_code == 1);
    auto retry = first;
    retry.emplace_back("--retry-failed");
    write_jpeg(dir, "photos/bad.jpg", 60, 40);
    write_jpeg(dir, "photos/new.jpg", 60, 40);
    const auto second = imgbatch_in(dir, retry);
    CHECK(second.exit_code == 0);
    CHECK(contains(second.out, R"("classes":{"ok":1})"));
    CHECK(fs::exists(dir / "out/bad.jpg"));
    CHECK_FALSE(fs::exists(dir / "out/new.jpg"));
    const auto third = imgbatch_in(dir, retry);
    CHECK(third.exit_code == 0);
    CHECK(contains(third.out, R"("images":0)"));
}

TEST_CASE("what cannot be resumed is a usage error, before anything is written") {
    const TempDir dir;
    write_photos(dir);
    const auto refused = [&](std::vector<std::string> words, const std::string& reason) {
        words.insert(words.begin(), "resize");
        words.insert(words.end(), {"--size", "20"});
        const auto result = imgbatch_in(dir, words);
        CHECK(result.exit_code == 2);
        CHECK_MESSAGE(contains(result.err, reason), result.err);
    };
    refused({"photos", "-o", "out", "--resume", "--retry-failed"}, "choose one");
    refused({"photos", "-o", "out", "--resume", "--dry-run"}, "--dry-run");
    refused({"photos/a.jpg", "--resume"}, "journal");
    refused({"photos/a.jpg", "-o", "out.jpg", "--retry-failed"}, "journal");
    refused({"-", "-o", "out.jpg", "--resume"}, "stdin");
    CHECK(files_below(dir.path()).size() == 4);
}

TEST_CASE("--grace takes seconds") {
    const TempDir dir;
    write_photos(dir);
    const auto with = [&](const std::string& grace) {
        return imgbatch_in(dir, {"resize", "photos", "--size", "20", "--grace", grace}).exit_code;
    };
    CHECK(with("0") == 1);
    CHECK(with("2.5") == 1);
    CHECK(with("-1") == 2);
    CHECK(with("nan") == 2);
    CHECK(with("soon") == 2);
}

} // namespace imgbatch::test
