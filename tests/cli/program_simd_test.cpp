#include "cli/program.h"

#include <doctest/doctest.h>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

struct Input {
    std::string name;
    std::string bytes;
};

std::vector<Input> inputs() {
    const Image photo = make_picture(333, 222);
    std::vector<Input> list;
    for (const Chroma chroma : {Chroma::yuv420, Chroma::yuv422, Chroma::yuv444}) {
        EncodeOptions options;
        options.chroma = chroma;
        const auto tag = std::to_string(static_cast<int>(chroma));
        list.push_back({"chroma " + tag, encoded(photo, ImageFormat::jpeg, options)});
        options.progressive = true;
        list.push_back({"progressive, chroma " + tag, encoded(photo, ImageFormat::jpeg, options)});
    }
    list.push_back({"grey", encoded(make_picture(321, 123, ColorModel::gray), ImageFormat::jpeg)});
    list.push_back({"PNG", encoded(make_picture(151, 99), ImageFormat::png)});
    return list;
}

/// What the program makes of `input`, with `setting` (NAME=VALUE, or empty) in its environment.
std::string result_with(const std::string& setting, const Input& input, const std::string& size,
                        const std::string& format) {
    std::vector<std::string> words{"env"};
    if (!setting.empty()) {
        words.push_back(setting);
    }
    for (const std::string& word :
         program_words({"resize", "-", "--size", size, "--enlarge", "-f", format})) {
        words.push_back(word);
    }
    CommandSetup setup;
    setup.input = input.bytes;
    const CommandResult result = run_command(words, setup);
    REQUIRE_MESSAGE(result.exit_code == 0, input.name, ": ", result.err);
    REQUIRE_FALSE(result.out.empty());
    return result.out;
}

} // namespace

TEST_CASE("JPEGs become and come from the same bytes on every SIMD level of libjpeg-turbo") {
    for (const Input& input : inputs()) {
        // At the sizes the decoder does 1/8, 1/4, 1/2 and all of the work.
        for (const std::string size : {"20", "40", "80", "250", "400"}) {
            for (const std::string format : {"jpeg", "png"}) {
                const std::string wanted = result_with("", input, size, format);
                for (const char* level : {"JSIMD_FORCENONE=1", "JSIMD_FORCESSE2=1",
                                          "JSIMD_FORCEAVX2=1", "JSIMD_NOHUFFENC=1"}) {
                    CHECK_MESSAGE(result_with(level, input, size, format) == wanted, input.name,
                                  " at ", size, " as ", format, " differs with ", level);
                }
            }
        }
    }
}
