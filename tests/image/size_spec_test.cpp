#include "image/size_spec.h"

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <string>

namespace imgbatch {
namespace {

GeometryOptions parsed(std::string_view text) {
    GeometryOptions options;
    const auto result = parse_size(text, options);
    REQUIRE_MESSAGE(result, std::string(text));
    REQUIRE(options.size);
    return options;
}

void check_box(std::string_view text, std::optional<std::uint32_t> width,
               std::optional<std::uint32_t> height) {
    CAPTURE(std::string(text));
    const SizeSpec size = *parsed(text).size;
    CHECK((size.width == width));
    CHECK((size.height == height));
    CHECK_FALSE(size.percent);
}

void check_refused(std::string_view text) {
    CAPTURE(std::string(text));
    GeometryOptions options;
    options.fit = Fit::cover;
    const auto result = parse_size(text, options);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::usage);
    CHECK(result.error().message.find("'" + std::string(text) + "'") != std::string::npos);
    CHECK(result.error().message.find("800x600") != std::string::npos);
    CHECK_FALSE(options.size);
    CHECK(options.fit == Fit::cover);
    CHECK_FALSE(options.only_enlarge);
}

} // namespace

TEST_CASE("a box may leave either side free") {
    check_box("800x600", 800, 600);
    check_box("800X600", 800, 600);
    check_box("800", 800, std::nullopt);
    check_box("800x", 800, std::nullopt);
    check_box("x600", std::nullopt, 600);
    check_box("1x1", 1, 1);
    check_box("65535x65535", 65'535, 65'535);
    check_box("0800x0600", 800, 600);
}

TEST_CASE("a percentage may have a fraction") {
    CHECK(*parsed("50%").size->percent == doctest::Approx(50));
    CHECK(*parsed("12.5%").size->percent == doctest::Approx(12.5));
    CHECK(*parsed(".5%").size->percent == doctest::Approx(0.5));
    CHECK(*parsed("150%").size->percent == doctest::Approx(150));
    CHECK_FALSE(parsed("50%").size->width);
    CHECK_FALSE(parsed("50%").size->height);
}

TEST_CASE("suffixes say the fit and what may grow, in any order") {
    CHECK(parsed("800x600").fit == Fit::inside);
    CHECK(parsed("800x600!").fit == Fit::fill);
    CHECK(parsed("800x600^").fit == Fit::outside);
    CHECK(parsed("800!").fit == Fit::fill);
    CHECK(parsed("800x600<").only_enlarge);
    CHECK_FALSE(parsed("800x600>").only_enlarge);
    for (const auto* text : {"800x600^<", "800x600<^"}) {
        CHECK(parsed(text).fit == Fit::outside);
        CHECK(parsed(text).only_enlarge);
    }
    for (const auto* text : {"x600!>", "x600>!"}) {
        CHECK(parsed(text).fit == Fit::fill);
        CHECK_FALSE(parsed(text).enlarge);
    }
    CHECK(parsed("50%>").size->percent);
    CHECK(parsed("150%<").only_enlarge);
    CHECK(parsed("50%!").size->percent);
}

TEST_CASE("what the text does not say stays as it was") {
    GeometryOptions options;
    options.fit = Fit::cover;
    options.gravity = Gravity::north;
    options.enlarge = true;
    REQUIRE(parse_size("10x10", options));
    CHECK(options.fit == Fit::cover);
    CHECK(options.gravity == Gravity::north);
    CHECK(options.enlarge);
    REQUIRE(parse_size("10x10>", options));
    CHECK_FALSE(options.enlarge);
}

TEST_CASE("a later size takes the place of an earlier one") {
    GeometryOptions options;
    REQUIRE(parse_size("50%", options));
    REQUIRE(parse_size("x10", options));
    CHECK_FALSE(options.size->percent);
    CHECK_FALSE(options.size->width);
    CHECK((options.size->height == 10U));
}

TEST_CASE("what is no size is refused with the text and an example") {
    for (const auto* text : {"",
                             "x",
                             "0",
                             "0x0",
                             "0x600",
                             "800x0",
                             "-1",
                             "-800x600",
                             "800x-1",
                             "+800",
                             "800 x 600",
                             " 800",
                             "800 ",
                             "800x600x400",
                             "xx",
                             "800xx",
                             "x600x",
                             "abc",
                             "800px",
                             "8e2",
                             "1.5x2",
                             "0x",
                             "x0",
                             "65536",
                             "1x65536",
                             "99999999999999999999",
                             "4294967296x1",
                             "4294967297"}) {
        check_refused(text);
    }
}

TEST_CASE("what is no percentage is refused") {
    for (const auto* text :
         {"%", "0%", "0.0%", "-5%", "+5%", "nan%", "inf%", "1e2%", "50%%", "50%x", "x50%", "50x50%",
          "5 %", "1.2.3%", "0x10%", "6553501%", ".%"}) {
        check_refused(text);
    }
    check_refused(std::string(400, '9') + "%");
    check_refused("0." + std::string(400, '0') + "1%");
}

TEST_CASE("contradicting suffixes are refused") {
    for (const auto* text : {"800x600><", "800x600<>", "800x600!^", "800x600^!", "150%>", "50%<",
                             "800x600!><^", "!", "><", "800!x600", "<800"}) {
        check_refused(text);
    }
}

TEST_CASE("random text gives a usable size or an error") {
    std::mt19937 random(20240229);
    constexpr std::string_view alphabet = "0123456789xX%!^<>.-+ e@\n";
    for (int i = 0; i < 20'000; ++i) {
        std::string text(random() % 9, ' ');
        for (char& c : text) {
            c = alphabet[random() % alphabet.size()];
        }
        CAPTURE(text);
        GeometryOptions options;
        if (parse_size(text, options)) {
            const SizeSpec& size = *options.size;
            CHECK((size.percent.has_value() != (size.width || size.height)));
            CHECK(size.percent.value_or(1.0) > 0.0);
            CHECK(size.width.value_or(1) - 1U < 65'535U);
            CHECK(size.height.value_or(1) - 1U < 65'535U);
        }
    }
}

} // namespace imgbatch
