#include "cli/job_arguments.h"

#include <doctest/doctest.h>

#include <vector>

namespace imgbatch::cli {
namespace {

/// What a command line comes to; `words` in the order in which they are typed.
RunOptions parse(std::vector<std::string> words, Resizes resizes) {
    CLI::App app;
    JobArguments arguments;
    add_job_options(app, arguments, resizes);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    auto options = to_run_options(arguments);
    REQUIRE(options);
    return *std::move(options);
}

} // namespace

TEST_CASE("--decoder says who decodes common JPEGs, wherever pixels are made") {
    const std::vector<std::string> resize{"a.jpg", "--size", "80x60"};
    const std::vector<std::string> convert{"a.jpg", "-f", "png"};
    for (const Resizes resizes : {Resizes::yes, Resizes::no}) {
        const auto decoder_of = [&](const std::vector<std::string>& more) {
            std::vector<std::string> words = resizes == Resizes::yes ? resize : convert;
            words.insert(words.end(), more.begin(), more.end());
            return parse(words, resizes).image.decode.jpeg_decoder;
        };
        CHECK(decoder_of({}) == JpegDecoder::own);
        CHECK(decoder_of({"--decoder", "own"}) == JpegDecoder::own);
        CHECK(decoder_of({"--decoder", "libjpeg-turbo"}) == JpegDecoder::libjpeg_turbo);
        CHECK_THROWS_AS(decoder_of({"--decoder", "libjpeg"}), CLI::ValidationError);
    }
}

TEST_CASE("each limit has its flag, and what is no number of its kind is refused") {
    const auto limits_of = [](std::vector<std::string> more) {
        more.insert(more.begin(), {"a.jpg", "-f", "png"});
        return parse(more, Resizes::no).image.decode.limits;
    };
    CHECK(limits_of({"--limit-pixels", "7"}).pixels == 7);
    CHECK(limits_of({"--limit-side", "8"}).side == 8);
    CHECK(limits_of({"--limit-file", "9M"}).file_bytes == 9U << 20);
    CHECK(limits_of({"--limit-metadata", "10K"}).metadata_bytes == 10U << 10);
    CHECK(limits_of({"--limit-frames", "11"}).frames == 11);
    CHECK(limits_of({"--limit-scans", "12"}).scans == 12);
    CHECK(limits_of({"--limit-warnings", "13"}).warnings == 13);
    for (const char* flag : {"--limit-pixels", "--limit-side", "--limit-file", "--limit-metadata",
                             "--limit-frames", "--limit-scans", "--limit-warnings"}) {
        for (const char* value : {"0", "-1", "x", "1X", ""}) {
            CAPTURE(flag);
            CAPTURE(value);
            CHECK_THROWS_AS(limits_of({flag, value}), CLI::ParseError);
        }
    }
}

TEST_CASE("memory is half of what there is unless --max-memory says how much") {
    const auto memory_of = [](std::vector<std::string> more) {
        more.insert(more.begin(), {"a.jpg", "-f", "png"});
        return parse(more, Resizes::no).executor.max_memory;
    };
    CHECK(memory_of({}) == available_memory() / 2);
    CHECK(memory_of({"--max-memory", "1.5G"}) == 3ULL << 29);
    CHECK_THROWS_AS(memory_of({"--max-memory", "much"}), CLI::ValidationError);
}

} // namespace imgbatch::cli
