#include "scan/output_template.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace imgbatch;

namespace {

OutputTemplate template_of(std::string_view text) {
    auto made = OutputTemplate::parse(text);
    REQUIRE_MESSAGE(made, std::string(text));
    return *std::move(made);
}

std::string fill(std::string_view text, const EarlyFields& fields) {
    return template_of(text).fill(fields);
}

} // namespace

TEST_CASE("early fields are filled in") {
    const EarlyFields fields{"sub/deep", "photo", "jpg"};
    CHECK(fill("web/{dir}/{name}-small.{ext}", fields) == "web/sub/deep/photo-small.jpg");
    CHECK(fill("{ext}/{name}", fields) == "jpg/photo");
    CHECK(fill("{name}{name}", fields) == "photophoto");
    CHECK(fill("a{{b}}{name}", fields) == "a{b}photo");
}

TEST_CASE("an empty field leaves no double slash, no slash in front, no dot behind") {
    const EarlyFields top{"", "photo", "jpg"};
    CHECK(fill("{dir}/{name}.{ext}", top) == "photo.jpg");
    CHECK(fill("web/{dir}/{name}.{ext}", top) == "web/photo.jpg");
    CHECK(fill("/abs/{dir}/{name}.{ext}", top) == "/abs/photo.jpg");
    CHECK(fill("/{dir}/{name}.{ext}", top) == "/photo.jpg");
    CHECK(fill("x{dir}/{name}", top) == "x/photo");
    CHECK(fill("{dir}//{name}", top) == "photo");
    CHECK(fill("web/{dir}-{name}", top) == "web/-photo");
    const EarlyFields unknown{"", "photo", ""};
    CHECK(fill("{dir}/{name}.{ext}", unknown) == "photo");
    CHECK(fill("{ext}/{name}", unknown) == "photo");
    CHECK(fill("{dir}/{ext}/{name}", unknown) == "photo");
    CHECK(fill("{name}-{w}.{ext}", unknown) == "photo-{w}");
}

TEST_CASE("late fields wait, and braces of names are told from them") {
    const EarlyFields fields{"{w}", "a{hash}b}", "jpg"};
    const std::string waiting = fill("{{x}}/{dir}/{name}-{w}x{h}-{hash}.{ext}", fields);
    CHECK(waiting == "{{x}}/{{w}}/a{{hash}}b}}-{w}x{h}-{hash}.jpg");
    CHECK(fill_late_fields(waiting, {800, 600}, 0xABC) ==
          "{x}/{w}/a{hash}b}-800x600-0000000000000abc.jpg");
    CHECK(has_hash_field(waiting));
    CHECK_FALSE(has_hash_field("a{{hash}}-{w}.jpg"));
    CHECK(has_hash_field("{{{hash}}}"));
    CHECK(fill("{name}", fields) == "a{hash}b}");
}

TEST_CASE("names of any bytes survive both fillings") {
    std::mt19937 random(5);
    const OutputTemplate made = template_of("{dir}/{name}-{w}.{ext}");
    for (int i = 0; i < 5000; ++i) {
        std::string name = "n";
        for (auto length = random() % 10; length > 0; --length) {
            name += "{}wh\xFF\n"[random() % 6];
        }
        CAPTURE(name);
        CHECK(fill_late_fields(made.fill({"d", name, "png"}), {7, 9}, 0) == "d/" + name + "-7.png");
    }
}

TEST_CASE("what a template says of itself") {
    CHECK(template_of("web/img/{name}.{ext}").leading_folder() == "web/img");
    CHECK(template_of("web/pre-{name}").leading_folder() == "web");
    CHECK(template_of("/{name}").leading_folder() == "/");
    CHECK(template_of("{name}").leading_folder().empty());
    CHECK(template_of("pre-{name}").leading_folder().empty());
    CHECK(template_of("{name}.{ext}").ends_with_ext());
    CHECK_FALSE(template_of("{name}-{ext}").ends_with_ext());
    CHECK_FALSE(template_of("{ext}").ends_with_ext());
    CHECK(template_of("{name}.webp").literal_extension() == "webp");
    CHECK(template_of("{name}.d/{w}").literal_extension().empty());
    CHECK(template_of("{name}.d/x").literal_extension().empty());
    CHECK(template_of("{name}.").literal_extension().empty());
    CHECK(template_of("{w}").has_late_fields());
    CHECK_FALSE(template_of("{name}{{w}}").has_late_fields());
}

TEST_CASE("malformed templates are usage errors that say what is wrong") {
    struct Case {
        const char* text;
        const char* said;
    };
    for (const Case& each : std::vector<Case>{{"{nme}.jpg", "unknown field {nme}"},
                                              {"{}", "unknown field {}"},
                                              {"{Name}", "unknown field {Name}"},
                                              {"{name", "'{' without its '}'"},
                                              {"a{", "'{' without its '}'"},
                                              {"{name}}", "'}' without its '{'"},
                                              {"{name}}}}", "'}' without its '{'"},
                                              {"out/{name}/", "names a folder"},
                                              {"out/{dir}", "names a folder"},
                                              {"{dir}", "names a folder"},
                                              {"out/.{dir}./{name}", "leaves its folder"},
                                              {"out/{ext}..{dir}/{name}", "leaves its folder"}}) {
        CAPTURE(each.text);
        const auto made = OutputTemplate::parse(each.text);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == OutcomeClass::usage);
        CHECK(made.error().message.find(each.said) != std::string::npos);
    }
}
