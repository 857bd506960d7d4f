#include "scan/collisions.h"
#include "sources.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

using Outputs = std::vector<PlannedOutput>;

/// Pairs of input and planned output.
Outputs outputs_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
    Outputs outputs;
    for (const auto& [input, path] : pairs) {
        outputs.push_back({input, {path, path.find('{') != std::string::npos, true, false}, {}});
    }
    return outputs;
}

Names paths_of(const Outputs& outputs) {
    Names paths;
    for (const PlannedOutput& output : outputs) {
        paths.push_back(output.refused ? "refused" : output.planned.path);
    }
    return paths;
}

Names resolved(Outputs outputs, OnCollision policy) {
    const auto result = resolve_collisions(outputs, policy);
    if (!result) {
        FAIL(result.error().message);
    }
    return paths_of(outputs);
}

std::string error_of(Outputs outputs, OnCollision policy) {
    const auto result = resolve_collisions(outputs, policy);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == OutcomeClass::usage);
    return result.error().message;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const Outputs three = outputs_of({{"in/a.png", "out/a.webp"},
                                  {"in/a.jpg", "out/a.webp"},
                                  {"in/b.jpg", "out/b.webp"},
                                  {"in/a.gif", "./out//a.webp"}});

constexpr OnCollision all_policies[] = {OnCollision::error, OnCollision::suffix,
                                        OnCollision::append_extension, OnCollision::skip};

} // namespace

TEST_CASE("names that differ stay as they are under every policy") {
    const Outputs outputs = outputs_of({{"a.png", "o/a.png"}, {"a.jpg", "o/a.jpg"}});
    for (const OnCollision policy : all_policies) {
        CHECK(resolved(outputs, policy) == Names{"o/a.png", "o/a.jpg"});
        CHECK(resolved({}, policy).empty());
    }
}

TEST_CASE("error names the groups, their inputs and the way out") {
    const std::string message = error_of(three, OnCollision::error);
    for (const char* part :
         {"'out/a.webp'", "'in/a.png'", "'in/a.jpg'", "'in/a.gif'", "--on-collision"}) {
        CHECK(contains(message, part));
    }
    CHECK_FALSE(contains(message, "in/b.jpg"));
}

TEST_CASE("error tells five groups and four inputs of each, and counts the rest") {
    Outputs outputs;
    for (int group = 0; group < 7; ++group) {
        for (int i = 0; i < 6; ++i) {
            const std::string number = std::to_string(group);
            outputs.push_back({"in" + std::to_string(i) + "/" + number + "\n.jpg",
                               {"out/" + number + ".jpg", false, true, false},
                               {}});
        }
    }
    const std::string message = error_of(outputs, OnCollision::error);
    CHECK(contains(message, "'out/4.jpg'"));
    CHECK_FALSE(contains(message, "'out/5.jpg'"));
    CHECK(contains(message, "and 2 more names"));
    CHECK(contains(message, "'in3/0\\x0a.jpg' and 2 more"));
    CHECK_FALSE(contains(message, "\n"));
}

TEST_CASE("suffix numbers later claimants in their order") {
    CHECK(resolved(three, OnCollision::suffix) ==
          Names{"out/a.webp", "out/a-2.webp", "out/b.webp", "./out//a-3.webp"});
}

TEST_CASE("suffix passes over every name that is planned or an input") {
    CHECK(resolved(outputs_of({{"1/a.jpg", "o/a.jpg"},
                               {"2/a.jpg", "o/a.jpg"},
                               {"3/a-2.jpg", "o/a-2.jpg"},
                               {"4/a.jpg", "o/a.jpg"},
                               {"o/a-3.jpg", "x.jpg"}}),
                   OnCollision::suffix) ==
          Names{"o/a.jpg", "o/a-4.jpg", "o/a-2.jpg", "o/a-5.jpg", "x.jpg"});
    CHECK(resolved(outputs_of({{"1/IMG.1", "o/IMG.1"}, {"2/IMG.1", "o/IMG.1"}}),
                   OnCollision::suffix) == Names{"o/IMG.1", "o/IMG.1-2"});
}

TEST_CASE("append-ext renames every member of a group and nothing else") {
    CHECK(resolved(three, OnCollision::append_extension) ==
          Names{"out/a.png.webp", "out/a.jpg.webp", "out/b.webp", "./out//a.gif.webp"});
}

TEST_CASE("append-ext that does not help is an error") {
    CHECK(contains(error_of(outputs_of({{"1/a.jpg", "o/a.webp"}, {"2/a.jpg", "o/a.webp"}}),
                            OnCollision::append_extension),
                   "'o/a.jpg.webp'"));
    CHECK(contains(
        error_of(outputs_of(
                     {{"a.jpg", "o/a.webp"}, {"a.png", "o/a.webp"}, {"a.jpg.gif", "o/a.jpg.webp"}}),
                 OnCollision::append_extension),
        "'o/a.jpg.webp'"));
}

TEST_CASE("skip lets the first have the name and tells the others whose it is") {
    Outputs outputs = three;
    REQUIRE(resolve_collisions(outputs, OnCollision::skip));
    CHECK(paths_of(outputs) == Names{"out/a.webp", "refused", "out/b.webp", "refused"});
    CHECK(outputs[1].refused->code == OutcomeClass::collision);
    CHECK(contains(outputs[1].refused->message, "'in/a.png'"));
}

TEST_CASE("an output that is another input is never written there") {
    const std::string here = std::filesystem::current_path().string();
    const Outputs outputs = outputs_of({{"p/a.jpg", "p/a.webp"}, {here + "/p/a.webp", "q.webp"}});
    CHECK(contains(error_of(outputs, OnCollision::error), "itself an input"));
    CHECK(resolved(outputs, OnCollision::suffix) == Names{"p/a-2.webp", "q.webp"});
    CHECK(resolved(outputs, OnCollision::append_extension) == Names{"p/a.jpg.webp", "q.webp"});
    CHECK(resolved(outputs, OnCollision::skip) == Names{"refused", "q.webp"});
}

TEST_CASE("an output that is its own input is refused by itself, but in place is meant so") {
    Outputs outputs = outputs_of({{"p/a.webp", "./p/a.webp"}, {"p/b.jpg", "p/b.webp"}});
    for (const OnCollision policy : all_policies) {
        CHECK(resolved(outputs, policy) == Names{"refused", "p/b.webp"});
    }
    REQUIRE(resolve_collisions(outputs, OnCollision::error));
    CHECK(outputs[0].refused->code == OutcomeClass::collision);
    CHECK(contains(outputs[0].refused->message, "--in-place"));
    Outputs meant = outputs_of({{"a.jpg", "a.jpg"}, {"b.jpg", "b.jpg"}});
    for (PlannedOutput& output : meant) {
        output.planned.in_place = true;
    }
    CHECK(resolved(meant, OnCollision::error) == Names{"a.jpg", "b.jpg"});
    meant.push_back(meant[0]);
    CHECK(contains(error_of(meant, OnCollision::error), "'a.jpg'"));
    CHECK(resolved(meant, OnCollision::suffix) == Names{"a.jpg", "b.jpg", "refused"});
}

TEST_CASE("names with late fields collide by their pattern, but not if they hold a hash") {
    CHECK(resolved(outputs_of({{"a", "o/{w}-{hash}.jpg"}, {"b", "o/{w}-{hash}.jpg"}}),
                   OnCollision::error) == Names{"o/{w}-{hash}.jpg", "o/{w}-{hash}.jpg"});
    const Outputs sizes = outputs_of({{"a", "o/x-{w}.jpg"}, {"b", "o/x-{w}.jpg"}});
    CHECK(contains(error_of(sizes, OnCollision::error), "x-{w}.jpg"));
    CHECK(resolved(sizes, OnCollision::suffix) == Names{"o/x-{w}.jpg", "o/x-{w}-2.jpg"});
}

TEST_CASE("after suffix and skip no name is written twice, on random plans") {
    std::mt19937 random(23);
    for (int round = 0; round < 300; ++round) {
        Outputs outputs;
        for (int i = 0; i < 40; ++i) {
            std::string name = "a";
            for (auto length = random() % 3; length > 0; --length) {
                name += std::vector<std::string>{"-2", "-3", "b"}[random() % 3];
            }
            outputs.push_back({"in" + std::to_string(i), {name + ".jpg", false, true, false}, {}});
        }
        for (const OnCollision policy : {OnCollision::suffix, OnCollision::skip}) {
            Outputs copy = outputs;
            REQUIRE(resolve_collisions(copy, policy));
            std::set<std::string> written;
            for (std::size_t i = 0; i < copy.size(); ++i) {
                if (!copy[i].refused) {
                    CHECK(written.insert(copy[i].planned.path).second);
                }
            }
            CHECK(written.count(outputs[0].planned.path) == 1);
        }
    }
}

TEST_CASE("files are the same by what they are, or by name where one is missing") {
    const TempDir dir;
    const std::string a = dir.write("a.jpg", "x");
    dir.write("b.jpg", "x");
    std::filesystem::create_hard_link(a, dir / "hard.jpg");
    std::filesystem::create_symlink("a.jpg", dir / "soft.jpg");
    CHECK(same_file(a, dir / "x/../a.jpg")); // as soon as x is made
    CHECK(same_file(a, dir / "./a.jpg"));
    CHECK(same_file(a, dir / "hard.jpg"));
    CHECK(same_file(a, dir / "soft.jpg"));
    CHECK_FALSE(same_file(a, dir / "b.jpg"));
    CHECK(same_file(dir / "none", dir / ".//none"));
    CHECK_FALSE(same_file(dir / "none", a));
}
