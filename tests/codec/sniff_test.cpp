#include "codec/sniff.h"
#include "codec/support/bytes.h"

#include <doctest/doctest.h>

#include <string>

using namespace imgbatch;
using namespace imgbatch::test;
using namespace std::string_view_literals;

namespace {

ImageFormat sniff_text(std::string_view text) {
    return sniff(as_bytes(text));
}

std::string ftyp(std::string_view brands) {
    std::string box("\0\0\0", 3);
    box += static_cast<char>(8 + brands.size());
    return box + "ftyp" + std::string(brands) + "moov and more";
}

} // namespace

TEST_CASE("formats are known by their leading bytes") {
    CHECK(sniff_text("\xff\xd8\xff\xe0"sv) == ImageFormat::jpeg);
    CHECK(sniff_text("\x89PNG\r\n\x1a\n"sv) == ImageFormat::png);
    CHECK(sniff_text("RIFF\x10\0\0\0WEBPVP8 "sv) == ImageFormat::webp);
    CHECK(sniff_text("GIF89a"sv) == ImageFormat::gif);
    CHECK(sniff_text("GIF87a"sv) == ImageFormat::gif);
    CHECK(sniff_text("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"sv) == ImageFormat::bmp);
    CHECK(sniff_text("II*\0\x08\0\0\0"sv) == ImageFormat::tiff);
    CHECK(sniff_text("MM\0*\0\0\0\x08"sv) == ImageFormat::tiff);
    CHECK(sniff_text("\xff\x0a\x01"sv) == ImageFormat::jxl);
    CHECK(sniff_text("\0\0\0\x0cJXL \r\n\x87\n"sv) == ImageFormat::jxl);
    CHECK(sniff_text("P6\n# made by hand\n2 2\n255\n"sv) == ImageFormat::pnm);
    CHECK(sniff_text("P7\nWIDTH 2\n"sv) == ImageFormat::pnm);
    CHECK(sniff_text("<svg xmlns='x'>"sv) == ImageFormat::svg);
    CHECK(sniff_text("<?xml version='1.0'?>\n<!-- a drawing -->\n<svg>"sv) == ImageFormat::svg);
}

TEST_CASE("the HEIF family is told apart by brands, and video is none of it") {
    CHECK(sniff_text(ftyp("heic\0\0\0\0mif1heic"sv)) == ImageFormat::heic);
    CHECK(sniff_text(ftyp("mif1\0\0\0\0mif1heic"sv)) == ImageFormat::heic);
    CHECK(sniff_text(ftyp("avif\0\0\0\0mif1avif"sv)) == ImageFormat::avif);
    CHECK(sniff_text(ftyp("mif1\0\0\0\0mif1avif"sv)) == ImageFormat::avif);
    CHECK(sniff_text(ftyp("isom\0\0\0\0mp41avc1"sv)) == ImageFormat::unknown);
}

TEST_CASE("other files are no images") {
    for (const auto text :
         {""sv, "x"sv, "\xff"sv, "%PDF-1.7\n"sv,
          "\x7f"
          "ELF\x02\x01\x01"sv,
          "hello, world\n"sv, "BM is how this text begins, and so on"sv, "P1 is a road"sv,
          "PK\x03\x04"sv, "<!DOCTYPE html><html><svg></svg></html>"sv, "RIFF\x10\0\0\0WAVEfmt "sv,
          "RIFF"sv, "\0\0\0\0\0\0\0\0"sv}) {
        CAPTURE(std::string(text));
        CHECK(sniff_text(text) == ImageFormat::unknown);
    }
}

TEST_CASE("a file that was cut within its signature is what it began to be") {
    CHECK(sniff_text("\xff\xd8"sv) == ImageFormat::jpeg);
    CHECK(sniff_text("\x89PN"sv) == ImageFormat::png);
}
