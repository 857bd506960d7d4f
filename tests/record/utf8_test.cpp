#include "record/utf8.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace imgbatch;

namespace {

std::string encoded(char32_t c) {
    std::string bytes;
    const auto put = [&](char32_t byte) {
        bytes += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6U);
        put(0x80 | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12U);
        put(0x80 | (c >> 6U & 0x3FU));
        put(0x80 | (c & 0x3FU));
    } else {
        put(0xF0 | c >> 18U);
        put(0x80 | (c >> 12U & 0x3FU));
        put(0x80 | (c >> 6U & 0x3FU));
        put(0x80 | (c & 0x3FU));
    }
    return bytes;
}

std::string marks(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "\uFFFD";
    }
    return text;
}

} // namespace

TEST_CASE("every code point but the surrogates is read as itself") {
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37) {
        const std::string bytes = encoded(c);
        const Utf8Sequence sequence = first_utf8(bytes + "x");
        const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
        REQUIRE(sequence.valid == !surrogate);
        REQUIRE(is_utf8(bytes) == !surrogate);
        if (!surrogate) {
            REQUIRE(sequence.code_point == c);
            REQUIRE(sequence.length == bytes.size());
        }
    }
}

TEST_CASE("what is no UTF-8 becomes one mark per longest start of a sequence") {
    // The examples of The Unicode Standard 3.9, tables 3-8 to 3-11, and every kind of fault alone.
    const std::vector<std::pair<std::string, std::string>> cases{
        {"\x80", marks(1)},                            // stray continuation
        {"\xBF\xBF", marks(2)},                        // several
        {"\xC0\xAF", marks(2)},                        // overlong in two
        {"\xC1\xBF", marks(2)},                        //
        {"\xE0\x80\xAF", marks(3)},                    // overlong in three
        {"\xE0\x9F\xBF", marks(3)},                    //
        {"\xF0\x80\x80\xAF", marks(4)},                // overlong in four
        {"\xF0\x8F\xBF\xBF", marks(4)},                //
        {"\xED\xA0\x80", marks(3)},                    // surrogates
        {"\xED\xBF\xBF", marks(3)},                    //
        {"\xF4\x90\x80\x80", marks(4)},                // beyond U+10FFFF
        {"\xF5\x80\x80\x80", marks(4)},                // bytes that never occur
        {"\xFE", marks(1)},                            //
        {"\xFF", marks(1)},                            //
        {"\xC3", marks(1)},                            // cut off
        {"\xE2\x82", marks(1)},                        //
        {"\xF0\x9F\x98", marks(1)},                    //
        {"\xC3(", marks(1) + "("},                     // cut off by ASCII
        {"\xE2\x82(", marks(1) + "("},                 //
        {"\xF0\x9F\x98(", marks(1) + "("},             //
        {"\xE2\x82\xE2\x82\xAC", marks(1) + "\u20AC"}, // cut off by another
        {"a\xFF"
         "b",
         "a" + marks(1) + "b"}, // in between
        {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", marks(8) + "A"},
        {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", marks(8) + "A"},
        {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", marks(5) + "A" + marks(2) + "B"},
        {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", marks(4) + "A"},
    };
    for (const auto& [bytes, repaired] : cases) {
        CHECK_FALSE(is_utf8(bytes));
        CHECK(repair_utf8(bytes) == repaired);
        CHECK(is_utf8(repair_utf8(bytes)));
    }
}

TEST_CASE("valid text is not changed by repair") {
    const std::string text =
        "plain, \u00E9, \u20AC, \U0001F600, \uFFFD, and a NUL: " + std::string(1, '\0');
    CHECK(is_utf8(text));
    CHECK(repair_utf8(text) == text);
    CHECK(is_utf8(""));
    CHECK(repair_utf8("").empty());
}

TEST_CASE("clipping never tears a sequence and shows that something is missing") {
    CHECK(clip_utf8("abc", 3) == "abc");
    CHECK(clip_utf8("abcd", 3) == "abc\u2026");
    CHECK(clip_utf8("ab\u20AC", 4) == "ab\u2026");
    CHECK(clip_utf8("\U0001F600x", 3) == "\u2026");
    CHECK(clip_utf8("", 0).empty());
}
