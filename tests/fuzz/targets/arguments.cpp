#include "cli/arguments.h"

#include "fuzz/check.h"
#include "fuzz/targets.h"

#include <array>
#include <cstdio>
#include <string>

namespace imgbatch::test {
namespace {

bool in_range(int quality) {
    return quality >= 1 && quality <= 100;
}

std::string spelt(const Color& color) {
    std::array<char, 10> text{};
    std::snprintf(text.data(), text.size(), "#%02x%02x%02x%02x", color.red, color.green, color.blue,
                  color.alpha);
    return text.data();
}

template <class T>
void expect_usage(const Expected<T>& parsed) {
    expect(parsed ||
               (parsed.error().code == OutcomeClass::usage && !parsed.error().message.empty()),
           "what cannot be read is a usage error");
}

} // namespace

/// Colours and qualities as they are typed.
void fuzz_arguments(ByteView input) {
    const std::string_view text = as_text(input);
    const auto color = cli::parse_color(text);
    expect_usage(color);
    if (color) {
        const auto again = cli::parse_color(spelt(*color));
        expect(again && *again == *color, "a colour can be spelt in full");
    }
    EncodeOptions options;
    expect_usage(cli::parse_quality(text, options));
    expect(in_range(options.jpeg_quality) && in_range(options.webp_quality) &&
               in_range(options.avif_quality),
           "qualities are 1 to 100");
}

} // namespace imgbatch::test
