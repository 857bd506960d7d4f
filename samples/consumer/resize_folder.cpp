// A program of your own that resizes a folder: options in, one call per finished image out.
#include <imgbatch/run.h>

#include <cstdio>
#include <string>

namespace {

/// Hears of each image as it ends; never from two threads at once.
class Printer : public imgbatch::Observer {
public:
    imgbatch::Expected<void> outcome(const imgbatch::ImageOutcome& outcome) override {
        const std::string word(to_word(outcome.outcome));
        std::printf("%s: %s\n", outcome.input.c_str(), word.c_str());
        return {};
    }
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: resize_folder FOLDER OUTPUT\n");
        return 2;
    }
    imgbatch::RunOptions options;
    options.input.paths = {argv[1]};
    options.output.output = argv[2];
    options.image.geometry.size = imgbatch::SizeSpec{400, 300, std::nullopt};
    options.image.encode.format = imgbatch::OutputFormat::webp;

    auto stop = imgbatch::StopFlag::create(); // request() it from anywhere to end early
    if (!stop) {
        std::fprintf(stderr, "%s\n", stop.error().message.c_str());
        return 1;
    }
    Printer printer;
    const auto result = imgbatch::run(options, printer, *stop);
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        return 1;
    }
    std::printf(
        "%llu done, %llu failed\n",
        static_cast<unsigned long long>(result->summary.count(imgbatch::OutcomeGroup::done)),
        static_cast<unsigned long long>(result->summary.count(imgbatch::OutcomeGroup::failed)));
    return 0;
}
