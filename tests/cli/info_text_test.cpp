#include "cli/info_text.h"

#include <doctest/doctest.h>

namespace imgbatch::cli {
namespace {

Inspected picture(const std::string& path) {
    Inspected entry;
    entry.path = path;
    entry.format = ImageFormat::jpeg;
    entry.size = {4000, 3000};
    entry.pixels = "rgb";
    entry.chroma = "4:2:0";
    entry.progressive = true;
    entry.bytes = 1'234'567;
    return entry;
}

} // namespace

TEST_CASE("the table aligns its columns and lets no control byte through") {
    Inspected wide = picture("b\x1b[2J.png");
    wide.format = ImageFormat::webp;
    wide.size = {1, 1};
    const std::string table = info_table({picture("a.jpg"), wide});
    CHECK(table.find('\x1b') == std::string::npos);
    const auto second = table.find('\n') + 1;
    const auto third = table.find('\n', second) + 1;
    CHECK(table.find("a.jpg") - second == table.find("b\\x1b") - third);
    CHECK(table.find("4:2:0 progressive") != std::string::npos);
    CHECK(table.find("1.2 MB") != std::string::npos);
}

TEST_CASE("failed entries are in the JSON with class and message, not in the table") {
    Inspected bad = picture("bad.jpg");
    bad.outcome = OutcomeClass::corrupt;
    bad.message = "no good";
    CHECK(info_table({bad}).find("bad.jpg") == std::string::npos);
    const std::string json = info_json({bad});
    CHECK(json.find(R"("class":"corrupt")") != std::string::npos);
    CHECK(json.find(R"("message":"no good")") != std::string::npos);
    CHECK(json.find("width") == std::string::npos);
    CHECK(info_failure(bad) == "imgbatch: bad.jpg: corrupt: no good");
}

} // namespace imgbatch::cli
