#include "scan/image_name.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace imgbatch;

using enum ImageFormat;

TEST_CASE("a name is taken apart only at an image's extension") {
    CHECK(split_image_name("a/b.JPG").stem == "a/b");
    CHECK(split_image_name("a/b.JPG").extension == "JPG");
    CHECK(split_image_name("a/b.JPG").claimed == jpeg);
    CHECK(split_image_name("a.jpg/b").stem == "a.jpg/b");
    CHECK(split_image_name("b.txt").stem == "b.txt");
    CHECK(split_image_name(".jpg").stem == ".jpg");
    CHECK(split_image_name("IMG.2024").extension.empty());
}

TEST_CASE("an extension that fits the format stays as spelt") {
    struct Case {
        const char* input;
        OutputFormat format;
        const char* extension;
    };
    for (const Case& each : std::vector<Case>{{"a.JPG", OutputFormat::same, "JPG"},
                                              {"a.jpeg", OutputFormat::same, "jpeg"},
                                              {"a.jpeg", OutputFormat::jpeg, "jpeg"},
                                              {"a.JPG", OutputFormat::webp, "webp"},
                                              {"a.HEIC", OutputFormat::same, "jpg"},
                                              {"a.gif", OutputFormat::same, "png"},
                                              {"a.bmp", OutputFormat::same, "png"},
                                              {"a.ppm", OutputFormat::same, "png"},
                                              {"a.txt", OutputFormat::same, ""},
                                              {"a", OutputFormat::same, ""},
                                              {"a.txt", OutputFormat::png, "png"},
                                              {"a", OutputFormat::webp, "webp"}}) {
        CAPTURE(each.input);
        CHECK(planned_extension(split_image_name(each.input), each.format) == each.extension);
    }
}

TEST_CASE("the final extension is true to what is written") {
    struct Case {
        const char* input;
        const char* planned;
        ImageFormat held;
        ImageFormat written;
        const char* final_name;
    };
    for (const Case& each : std::vector<Case>{
             {"in/a.JPG", "out/a.JPG", jpeg, jpeg, "out/a.JPG"},
             {"in/a.gif", "out/a.png", gif, png, "out/a.png"},       // a change by rule
             {"in/a.heic", "out/a.jpg", heic, jpeg, "out/a.jpg"},    // likewise
             {"in/a.gif", "out/a.png", jpeg, jpeg, "out/a.gif.jpg"}, // the content belies it
             {"in/a.gif", "out/a.png", png, png, "out/a.png"},
             {"in/a.jpg", "out/a.jpg", png, png, "out/a.jpg.png"},
             {"in/a.JPG", "out/a.JPG", gif, png, "out/a.JPG.png"},
             {"in/a.jpg", "out/a.jpg", heic, jpeg, "out/a.jpg"},
             {"in/a.heic", "out/a.jpg", png, png, "out/a.heic.png"},
             {"in/a", "out/a", webp, webp, "out/a.webp"},
             {"in/IMG.2024", "out/IMG.2024", jpeg, jpeg, "out/IMG.2024.jpg"},
             {"in/a", "out/a.png", jpeg, jpeg, "out/a.png.jpg"}, // not of the input's name
             {"in/a.txt", "out/a.txt", png, png, "out/a.txt.png"},
             {"in/a.png", "out/a.webp", png, webp, "out/a.webp"}, // -f webp
         }) {
        CAPTURE(each.input);
        CAPTURE(to_word(each.held));
        const auto path = finish_output_path({each.planned, false, true, false}, each.input,
                                             {each.held, each.written, {}, 0});
        REQUIRE(path);
        CHECK(*path == each.final_name);
    }
}

TEST_CASE("an extension that the user spelt stays, whatever is written") {
    const auto path =
        finish_output_path({"out.jpg", false, false, false}, "a.png", {png, png, {}, 0});
    REQUIRE(path);
    CHECK(*path == "out.jpg");
}

TEST_CASE("late fields are filled before the extension is fitted") {
    const WrittenImage written{jpeg, jpeg, {800, 600}, 0x1234};
    const auto path =
        finish_output_path({"{{d}}/a-{w}x{h}.{hash}", true, true, false}, "a", written);
    REQUIRE(path);
    CHECK(*path == "{d}/a-800x600.0000000000001234.jpg");
    const auto belied = finish_output_path({"a-{w}.png", true, true, false}, "a.gif", written);
    REQUIRE(belied);
    CHECK(*belied == "a-800.gif.jpg");
}

TEST_CASE("in place the name stays, and a format that is not written is refused") {
    const Planned planned{"a.jpg", false, false, true};
    const auto kept = finish_output_path(planned, "a.jpg", {png, png, {}, 0});
    REQUIRE(kept);
    CHECK(*kept == "a.jpg");
    const auto refused =
        finish_output_path({"a.gif", false, false, true}, "a.gif", {gif, png, {}, 0});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == OutcomeClass::unsupported);
}
