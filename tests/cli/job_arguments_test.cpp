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

} // namespace imgbatch::cli
