#include "record/terminal_text.h"
#include "record/utf8.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace imgbatch;

namespace {

bool obeyed_by_terminals(std::string_view text) {
    while (!text.empty()) {
        const Utf8Sequence sequence = first_utf8(text);
        const char32_t c = sequence.code_point;
        if (!sequence.valid || c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
            return true;
        }
        text.remove_prefix(sequence.length);
    }
    return false;
}

} // namespace

TEST_CASE("text for people is shown as it is") {
    for (const char* text : {"", "photos/a b.jpg", "caf\u00E9", "\u65E5\u672C", "\U0001F600",
                             "back\\slash", "\u05D0"}) {
        CHECK(terminal_text(text) == text);
    }
}

TEST_CASE("what a terminal would obey is written out") {
    CHECK(terminal_text("two\nlines") == "two\\nlines");
    CHECK(terminal_text("a\tb") == "a\\tb");
    CHECK(terminal_text("a\rb") == "a\\x0db");
    CHECK(terminal_text("\x1B]0;title\x07") == "\\x1b]0;title\\x07");
    CHECK(terminal_text("\x7F") == "\\x7f");
    CHECK(terminal_text("\u009B2J") == "\\xc2\\x9b2J");
    CHECK(terminal_text("\x9B"
                        "2J") == "\\x9b2J");
    CHECK(terminal_text(std::string("a\0b", 3)) == "a\\x00b");
    CHECK(terminal_text("caf\xE9") == "caf\\xe9");
    CHECK(terminal_text("\xE2\x82") == "\\xe2\\x82");
    CHECK(terminal_text("\u202Egpj.exe\u2066") == "\\xe2\\x80\\xaegpj.exe\\xe2\\x81\\xa6");
    CHECK(terminal_text("\u2028") == "\\xe2\\x80\\xa8");
}

TEST_CASE("no bytes whatever bring a control character or broken UTF-8 through") {
    std::mt19937 random(7);
    std::uniform_int_distribution<int> byte(0, 255);
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (int i = 0; i < 24; ++i) {
            text += static_cast<char>(byte(random));
        }
        REQUIRE_FALSE(obeyed_by_terminals(terminal_text(text)));
    }
}
