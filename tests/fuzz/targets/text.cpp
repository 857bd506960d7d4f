#include "fuzz/check.h"
#include "fuzz/targets.h"
#include "record/base64.h"
#include "record/terminal_text.h"
#include "record/utf8.h"
#include "scan/lexical_path.h"

#include <algorithm>
#include <string>

namespace imgbatch::test {
namespace {

void check_utf8(std::string_view text) {
    const std::string repaired = repair_utf8(text);
    expect(is_utf8(repaired), "what is repaired is UTF-8");
    expect(!is_utf8(text) || repaired == text, "what is right stays as it is");
    for (const std::size_t most : {std::size_t{4}, std::size_t{17}}) {
        const std::string clipped = clip_utf8(repaired, most);
        expect(is_utf8(clipped) && clipped.size() <= most + 3, "what is cut is UTF-8, and short");
    }
    const std::string shown = terminal_text(text);
    expect(is_utf8(shown) && std::none_of(shown.begin(), shown.end(),
                                          [](char c) {
                                              const auto byte = static_cast<unsigned char>(c);
                                              return byte < 0x20 || byte == 0x7f;
                                          }),
           "text on a terminal is only shown");
    expect(shown.find("\xc2\x9b") == std::string::npos, "nor C1's control sequences");
    expect(terminal_text(shown) == shown, "what may be shown is shown as it is");
}

void check_base64(std::string_view text) {
    const auto back = decode_base64(encode_base64(text));
    expect(back && *back == text, "base64 gives the bytes back");
    if (const auto bytes = decode_base64(text)) {
        expect(encode_base64(*bytes) == text, "base64 has one spelling");
    }
}

void check_path(std::string_view path) {
    const std::string normal = lexically_normal(path);
    expect(!normal.empty() && lexically_normal(normal) == normal, "normal is final");
    expect(normal.starts_with('/') == path.starts_with('/'), "absolute stays absolute");
    const std::string absolute = lexically_absolute(path, "/a/b");
    expect(absolute.starts_with('/') && absolute.find("/../") == std::string::npos &&
               !absolute.ends_with("/.."),
           "an absolute path does not climb");
    if (const auto below = path_below("/a/b", absolute)) {
        expect("/a/b/" + *below == absolute, "what is below a folder has its name in front");
    }
}

} // namespace

/// Names and texts of others: to lines, to terminals, to paths.
void fuzz_text(ByteView input) {
    const std::string_view text = as_text(input);
    check_utf8(text);
    check_base64(text);
    check_path(text);
}

} // namespace imgbatch::test
