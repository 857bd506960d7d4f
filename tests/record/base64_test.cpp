#include "record/base64.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace imgbatch;

TEST_CASE("base64 agrees with the vectors of RFC 4648, section 10") {
    const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"},
                                                                   {"\xFB\xFF\xFE", "+//+"}};
    for (const auto& [bytes, text] : vectors) {
        CHECK(encode_base64(bytes) == text);
        CHECK(decode_base64(text) == bytes);
    }
}

TEST_CASE("all bytes survive base64 at every alignment") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        bytes += static_cast<char>(i);
    }
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        CHECK(decode_base64(encode_base64(bytes.substr(0, length))) == bytes.substr(0, length));
    }
}

TEST_CASE("what base64 would not have written is no base64") {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "=", "====",
                             "Zg==Zg==", "Zm9v\n", " Zm9v", "Zm9-", "Zm9_", "Z=g=", "Zm9vYg==="}) {
        CAPTURE(text);
        CHECK_FALSE(decode_base64(text).has_value());
    }
}
