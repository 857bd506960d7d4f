#include "base/path.h"

#include <doctest/doctest.h>

#include <string>

namespace imgbatch {

TEST_CASE("the parent is what stands before the last name") {
    CHECK(path_parent("a/b.c") == "a");
    CHECK(path_parent("b.c") == ".");
    CHECK(path_parent("/b") == "/");
    CHECK(path_parent("/") == "/");
    CHECK(path_parent("//b") == "/");
    CHECK(path_parent("a/b/") == "a");
    CHECK(path_parent("a//b") == "a");
    CHECK(path_parent("/a/b//") == "/a");
    CHECK(path_parent("./a") == ".");
    CHECK(path_parent("") == ".");
}

TEST_CASE("the name is what stands after the last slash that counts") {
    CHECK(path_name("a/b.c") == "b.c");
    CHECK(path_name("a/b/") == "b");
    CHECK(path_name("a/b//") == "b");
    CHECK(path_name("b") == "b");
    CHECK(path_name("/") == "/");
    CHECK(path_name("") == "");
    CHECK(path_name("a/ \n\xff") == " \n\xff");
}

TEST_CASE("the extension follows the last dot, if that is not the first byte") {
    CHECK(path_extension("b.tar.gz") == "gz");
    CHECK(path_extension("x/a.JPG") == "JPG");
    CHECK(path_extension("a") == "");
    CHECK(path_extension(".hidden") == "");
    CHECK(path_extension(".hidden.png") == "png");
    CHECK(path_extension("dir.d/file") == "");
    CHECK(path_extension("a.") == "");
    CHECK(path_extension("dir.d/") == "d");
}

TEST_CASE("stem, dot and extension make up the name") {
    CHECK(path_stem("b.tar.gz") == "b.tar");
    CHECK(path_stem("x.y/a") == "a");
    CHECK(path_stem(".hidden") == ".hidden");
    CHECK(path_stem("a.") == "a");
    for (const std::string name : {"b.tar.gz", "a.JPG", ".x.png", "é.webp"}) {
        CHECK(std::string(path_stem(name)) + "." + std::string(path_extension(name)) == name);
    }
}

TEST_CASE("joining keeps both parts as they are spelt") {
    CHECK(path_join("a", "b") == "a/b");
    CHECK(path_join("a/", "b") == "a/b");
    CHECK(path_join("/", "b") == "/b");
    CHECK(path_join("", "b") == "b");
    CHECK(path_join(".", "b") == "b");
    CHECK(path_join("a", "/b") == "/b");
    CHECK(path_join("..", "b/../c") == "../b/../c");
}

TEST_CASE("only ASCII letters are made small") {
    CHECK(ascii_lower("JPEG-Z[@`{é") == "jpeg-z[@`{é");
    CHECK(ascii_lower("\xc3\x84\xff") == "\xc3\x84\xff"); // a capital umlaut, and no UTF-8 at all
}

} // namespace imgbatch
