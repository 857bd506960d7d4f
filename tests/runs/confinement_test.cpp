// What workers of a job are let do, as options and output names have it.
#include "photo_tree.h"
#include "run/confinement.h"
#include "run/plan.h"
#include "support/sandbox_works.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace imgbatch {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

bool has(const std::vector<std::string>& paths, const std::string& path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

SandboxRules rules_of(const RunOptions& options) {
    const auto plan = make_plan(options);
    REQUIRE(plan);
    return sandbox_rules(Sandbox::on, options, plan->namer);
}

RunOptions job(std::vector<std::string> paths, const std::string& output) {
    RunOptions options;
    options.input.paths = std::move(paths);
    options.output.output = output;
    options.output.label = "40";
    return options;
}

} // namespace

TEST_CASE("of folders all is read, of files their folder, and written is below the output alone") {
    const TempDir dir;
    test::write_sound_photos(dir);
    const SandboxRules rules =
        rules_of(job({dir / "photos/day 1", dir / "photos/a.jpg"}, dir / "out"));
    CHECK(has(rules.readable, dir / "photos/day 1"));
    CHECK(has(rules.readable, dir / "photos"));
    CHECK_FALSE(has(rules.readable, dir.path()));
    CHECK_FALSE(has(rules.readable, "/"));
    CHECK(rules.writable == std::vector<std::string>{dir / "out"});
    CHECK_FALSE(rules.change_owners);
    CHECK(rules.memory_budget > 0);
}

TEST_CASE("a named symlink lets the file be read that it leads to") {
    const TempDir dir;
    test::write_sound_photos(dir);
    fs::create_directory(dir / "links");
    fs::create_symlink(dir / "photos/a.jpg", dir / "links/a.jpg");
    const SandboxRules rules = rules_of(job({dir / "links/a.jpg"}, dir / "out/"));
    CHECK(has(rules.readable, dir / "links"));
    CHECK(has(rules.readable, dir / "links/a.jpg"));
    CHECK_FALSE(has(rules.readable, dir / "photos"));
}

TEST_CASE("a list, and links that are followed, let files be read anywhere") {
    const TempDir dir;
    test::write_sound_photos(dir);
    RunOptions listed = job({}, dir / "out");
    listed.input.files_from = dir.write("list", "photos/a.jpg\n");
    CHECK(has(rules_of(listed).readable, "/"));
    RunOptions followed = job({dir / "photos"}, dir / "out");
    followed.scan.follow_symlinks = true;
    const SandboxRules rules = rules_of(followed);
    CHECK(has(rules.readable, "/"));
    CHECK_FALSE(has(rules.writable, "/"));
}

TEST_CASE("in place the inputs' folders are written, and owners given back") {
    const TempDir dir;
    test::write_sound_photos(dir);
    RunOptions options = job({dir / "photos"}, "");
    options.output.output = std::nullopt;
    options.output.in_place = true;
    const SandboxRules rules = rules_of(options);
    CHECK(rules.writable == std::vector<std::string>{dir / "photos"});
    CHECK(rules.change_owners);
}

TEST_CASE("a worker may use what all may be granted, if that is more than its share") {
    const TempDir dir;
    test::write_sound_photos(dir);
    RunOptions options = job({dir / "photos"}, dir / "out");
    options.executor.max_memory = std::uint64_t{1} << 60;
    CHECK(rules_of(options).memory_budget == std::uint64_t{1} << 60);
}

TEST_CASE("what was left to us becomes off where workers cannot be locked in, with the reason") {
    for (const char* executor : {"tbb", "sequential"}) {
        const auto choice = choose_sandbox(Sandbox::automatic, executor);
        REQUIRE(choice);
        CHECK(choice->level == Sandbox::off);
        CHECK(choice->reason.find(executor) != std::string::npos);
        CHECK_FALSE(choose_sandbox(Sandbox::on, executor));
        CHECK_FALSE(choose_sandbox(Sandbox::strict, executor));
        CHECK(choose_sandbox(Sandbox::off, executor)->level == Sandbox::off);
    }
    CHECK(choose_sandbox(Sandbox::off, "process")->level == Sandbox::off);
    if (test::sandbox_works()) {
        CHECK(choose_sandbox(Sandbox::automatic, "process")->level == Sandbox::on);
        CHECK(choose_sandbox(Sandbox::on, "process")->level == Sandbox::on);
    }
}

TEST_CASE("of the output folders only those are made in which an output is to lie") {
    const TempDir dir;
    SandboxRules rules;
    rules.writable = {dir / "a", dir / "b", dir / "c", "."};
    CHECK(make_writable_folders(rules, {dir / "a/x.jpg", dir / "b-more/y.jpg", "z.jpg"}));
    CHECK(fs::exists(dir / "a"));
    CHECK_FALSE(fs::exists(dir / "b"));
    CHECK_FALSE(fs::exists(dir / "c"));
    dir.write("file", "");
    rules.writable = {dir / "file/d"};
    const auto refused = make_writable_folders(rules, {dir / "file/d/x.jpg"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == OutcomeClass::write_error);
}

} // namespace imgbatch
