#include "scan/output_path.h"
#include "sources.h"
#include "support/temp_dir.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace imgbatch;
using namespace imgbatch::test;

namespace fs = std::filesystem;

namespace {

using Inputs = std::vector<InputArgument>;

const InputArgument photos{"photos", InputKind::directory};
const InputArgument one_file{"in/a.jpg", InputKind::file};
const InputArgument standard_input{"-", InputKind::standard_input};
const InputArgument a_list{"list.txt", InputKind::list};
const InputArgument list_on_stdin{"-", InputKind::list};

OutputRequest to(std::string output, OutputFormat format = OutputFormat::same) {
    return {std::move(output), false, "800x600", format};
}

OutputRequest without_output(std::string label, OutputFormat format = OutputFormat::same) {
    return {std::nullopt, false, std::move(label), format};
}

const OutputRequest in_place{std::nullopt, true, "800x600", OutputFormat::same};

OutputNamer namer_of(OutputRequest request, Inputs inputs) {
    auto namer = OutputNamer::create(std::move(request), std::move(inputs));
    if (!namer) {
        FAIL(namer.error().message);
    }
    return *std::move(namer);
}

Found found(std::string path, std::string relative, std::size_t root = 0) {
    return {std::move(path), std::move(relative), root, false, 1, std::nullopt};
}

std::string usage_error(OutputRequest request, Inputs inputs) {
    const auto namer = OutputNamer::create(std::move(request), std::move(inputs));
    REQUIRE_FALSE(namer);
    CHECK(namer.error().code == OutcomeClass::usage);
    return namer.error().message;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("outputs land where -o says") {
    struct Case {
        const char* output;
        OutputFormat format;
        InputArgument input;
        Found found;
        const char* planned;
    };
    const auto same = OutputFormat::same;
    const auto webp = OutputFormat::webp;
    const std::vector<Case> cases{
        // DIR: what a directory holds lands right under it, a file at its name.
        {"out", same, photos, found("photos/a.jpg", "a.jpg"), "out/a.jpg"},
        {"out/", same, photos, found("photos/s/a.JPG", "s/a.JPG"), "out/s/a.JPG"},
        {"/abs/out", same, photos, found("photos/a.jpeg", "a.jpeg"), "/abs/out/a.jpeg"},
        {".", same, photos, found("photos/s/a.jpg", "s/a.jpg"), "s/a.jpg"},
        {"out", same, one_file, found("in/a.jpg", "a.jpg"), "out/a.jpg"},
        {"out", same, a_list, found("x/y/a.jpg", "x/y/a.jpg"), "out/x/y/a.jpg"},
        {"out", same, photos, found("photos/a.HEIC", "a.HEIC"), "out/a.jpg"},
        {"out", same, photos, found("photos/a.gif", "a.gif"), "out/a.png"},
        {"out", same, photos, found("photos/a", "a"), "out/a"},
        {"out", webp, photos, found("photos/s/a.JPG", "s/a.JPG"), "out/s/a.webp"},
        {"out", webp, photos, found("photos/a", "a"), "out/a.webp"},
        {"out", webp, photos, found("photos/a.txt", "a.txt"), "out/a.txt.webp"},
        {"out", OutputFormat::jpeg, photos, found("p/a.JPEG", "a.JPEG"), "out/a.JPEG"},
        {"out.jpg/", same, one_file, found("in/a.jpg", "a.jpg"), "out.jpg/a.jpg"},
        {"a}b", same, photos, found("photos/a.jpg", "a.jpg"), "a}b/a.jpg"},
        {"v1.2", same, one_file, found("in/a.jpg", "a.jpg"), "v1.2/a.jpg"},
        // FILE
        {"x/out.jpg", same, one_file, found("in/a.jpg", "a.jpg"), "x/out.jpg"},
        {"out.JPG", OutputFormat::jpeg, one_file, found("in/a.png", "a.png"), "out.JPG"},
        {"out.webp", same, standard_input, found("-", "stdin"), "out.webp"},
        // TEMPLATE
        {"w/{dir}/{name}.{ext}", same, photos, found("photos/s/a.JPG", "s/a.JPG"), "w/s/a.JPG"},
        {"w/{dir}/{name}.{ext}", same, photos, found("photos/a.jpg", "a.jpg"), "w/a.jpg"},
        {"{dir}/{name}-s", same, photos, found("photos/a.gif", "a.gif"), "a-s.png"},
        {"{name}.v2", same, photos, found("photos/a.jpg", "a.jpg"), "a.v2.jpg"},
        {"{name}.{ext}", webp, photos, found("photos/a.jpg", "a.jpg"), "a.webp"},
        {"{name}.{ext}", same, photos, found("photos/IMG.2024", "IMG.2024"), "IMG.2024"},
        {"{name}", same, photos, found("photos/a.gif.gif", "a.gif.gif"), "a.gif.png"},
        {"{name}-{w}.{ext}", same, photos, found("photos/a.jpg", "a.jpg"), "a-{w}.jpg"},
        {"{name}.webp", same, photos, found("photos/a.jpg", "a.jpg"), "a.webp"},
        {"x{{y}}", same, photos, found("photos/a.jpg", "a.jpg"), "x{y}.jpg"},
        {"stdin-{w}.png", same, standard_input, found("-", "stdin"), "stdin-{w}.png"},
        // Dots alone are a folder's name: such a file is named in full.
        {"out/{name}/{w}.jpg", same, photos, found("photos/...jpg", "...jpg"),
         "out/...jpg/{w}.jpg"},
        {"{dir}/.{name}/x.png", same, photos, found("photos/a/..gif", "a/..gif"), "a/...gif/x.png"},
        {"{name}.{ext}", same, photos, found("photos/....jpg", "....jpg"), "....jpg"},
    };
    const TempDir dir;
    const InFolder in(dir.path());
    for (const Case& each : cases) {
        CAPTURE(each.output);
        CAPTURE(each.found.relative);
        CHECK(namer_of(to(each.output, each.format), {each.input}).plan(each.found).path ==
              each.planned);
    }
}

TEST_CASE("without -o, folders go beside folders and files beside files") {
    const TempDir dir;
    fs::create_directories(dir / "x/photos/inner");
    const InFolder in(dir / "x/photos");
    struct Case {
        const char* argument;
        const char* label;
        std::string planned;
    };
    const std::string real = fs::canonical(dir / "x").string();
    for (const Case& each : std::vector<Case>{
             {"photos", "800x600", "photos-800x600/s/a.jpg"},
             {"photos/", "800", "photos-800/s/a.jpg"},
             {"photos//", "50pct", "photos-50pct/s/a.jpg"},
             {"/y/photos/", "webp", "/y/photos-webp/s/a.jpg"},
             {".", "800", real + "/photos-800/s/a.jpg"},
             {"./", "800", real + "/photos-800/s/a.jpg"},
             {"..", "800", real + "-800/s/a.jpg"},
             {"inner/..", "800", real + "/photos-800/s/a.jpg"},
             {"./inner/.", "800", real + "/photos/inner-800/s/a.jpg"},
         }) {
        CAPTURE(each.argument);
        const auto namer =
            namer_of(without_output(each.label), {{each.argument, InputKind::directory}});
        CHECK(namer.plan(found("ignored/s/a.jpg", "s/a.jpg")).path == each.planned);
    }
    const auto beside = namer_of(without_output("800x600"), {one_file, photos, a_list});
    CHECK(beside.plan(found("in/a.jpg", "a.jpg", 0)).path == "in/a-800x600.jpg");
    CHECK(beside.plan(found("a.JPG", "a.JPG", 0)).path == "a-800x600.JPG");
    CHECK(beside.plan(found("photos/b.gif", "b.gif", 1)).path == "photos-800x600/b.png");
    CHECK(beside.plan(found("/l/b.jpg", "b.jpg", 2)).path == "/l/b-800x600.jpg");
    CHECK(beside.plan(found("in/noext", "noext", 0)).path == "in/noext-800x600");
    CHECK(contains(usage_error(without_output("800"), {{"/", InputKind::directory}}), "-o"));
    CHECK(contains(usage_error(without_output(""), {photos}), "-o"));
}

TEST_CASE("in place the output is the input") {
    const auto namer = namer_of(in_place, {photos, one_file});
    const Planned planned = namer.plan(found("photos/a.gif", "a.gif"));
    CHECK(planned.path == "photos/a.gif");
    CHECK(planned.in_place);
    CHECK_FALSE(planned.adapt_extension);
    CHECK(namer.output_roots().empty());
    CHECK(namer.state_root() == "photos");
    OutputRequest both = in_place;
    both.output = "out";
    CHECK(contains(usage_error(both, {photos}), "exclude"));
    OutputRequest changed = in_place;
    changed.format = OutputFormat::webp;
    CHECK(contains(usage_error(changed, {photos}), "-f"));
    CHECK(contains(usage_error(in_place, {standard_input}), "standard input"));
}

TEST_CASE("the user's extension decides the format and stays, other extensions are fitted") {
    CHECK(namer_of(to("out.webp"), {one_file}).format() == OutputFormat::webp);
    CHECK(namer_of(to("out.JPEG"), {one_file}).format() == OutputFormat::jpeg);
    CHECK(namer_of(to("{name}.png"), {photos}).format() == OutputFormat::png);
    CHECK(namer_of(to("{name}.{ext}"), {photos}).format() == OutputFormat::same);
    CHECK(namer_of(to("out"), {photos}).format() == OutputFormat::same);
    const Found a = found("photos/a.jpg", "a.jpg");
    CHECK_FALSE(namer_of(to("out.webp"), {one_file}).plan(a).adapt_extension);
    CHECK_FALSE(namer_of(to("{name}.png"), {photos}).plan(a).adapt_extension);
    CHECK(namer_of(to("{name}.{ext}"), {photos}).plan(a).adapt_extension);
    CHECK(namer_of(to("{name}"), {photos}).plan(a).adapt_extension);
    CHECK(namer_of(to("out"), {photos}).plan(a).adapt_extension);
    CHECK(namer_of(to("{name}-{h}"), {photos}).plan(a).late_fields);
    CHECK_FALSE(namer_of(to("{name}"), {photos}).plan(a).late_fields);
}

TEST_CASE("what cannot be meant is a usage error that says what to write") {
    const TempDir dir;
    const InFolder in(dir.path());
    dir.write("notes.txt", "x");
    dir.write("photos/a.jpg", "x");
    CHECK(contains(usage_error(to("out.jpg"), {photos}), "'out.jpg/'"));
    CHECK(contains(usage_error(to("out.jpg"), {one_file, one_file}), "'out.jpg/'"));
    CHECK(contains(usage_error(to("out.jpg"), {a_list}), "'out.jpg/'"));
    CHECK(contains(usage_error(to("out.jpg", OutputFormat::webp), {one_file}), "-f says webp"));
    CHECK(contains(usage_error(to("{name}.jpg", OutputFormat::png), {photos}), "-f says png"));
    CHECK(contains(usage_error(to("out.gif"), {one_file}), "not written"));
    CHECK(contains(usage_error(to("{name}.tiff"), {photos}), "not written"));
    CHECK(contains(usage_error(to("{nme}"), {photos}), "{nme}"));
    CHECK(contains(usage_error(to("notes.txt"), {photos}), "notes.txt"));
    CHECK(contains(usage_error(to(""), {photos}), "empty"));
    CHECK(contains(usage_error(to("-"), {photos}), "-o -"));
    CHECK(contains(usage_error(to("out"), {standard_input}), "FILE"));
    CHECK(contains(usage_error(without_output("800"), {standard_input}), "-o FILE"));
    CHECK(contains(usage_error(to("photos/../photos"), {photos}), "--in-place"));
    CHECK_NOTHROW(namer_of(to("photos", OutputFormat::webp), {photos}));
}

TEST_CASE("a folder that exists is a DIR whatever its name") {
    const TempDir dir;
    const InFolder in(dir.path());
    fs::create_directory("out.jpg");
    CHECK(namer_of(to("out.jpg"), {one_file}).plan(found("in/a.jpg", "a.jpg")).path ==
          "out.jpg/a.jpg");
}

TEST_CASE("output roots and the journal's folder follow from the form") {
    struct Case {
        OutputRequest request;
        Inputs inputs;
        Names roots;
        std::string state;
    };
    const InputArgument more{"more/", InputKind::directory};
    for (const Case& each : std::vector<Case>{
             {to("out/"), {photos}, {"out"}, "out"},
             {to("out"), {one_file}, {"out"}, ""},
             {to("out"), {one_file, one_file}, {"out"}, "out"},
             {to("out.jpg"), {one_file}, {}, ""},
             {to("w/x/{dir}/{name}"), {photos}, {"w/x"}, "w/x"},
             {to("{dir}/{name}"), {photos}, {}, "."},
             {without_output("800"), {photos, more}, {"photos-800", "more-800"}, "photos-800"},
             {without_output("800"), {one_file, one_file}, {}, ""},
             {without_output("800"), {one_file}, {}, ""},
             {in_place, {photos}, {}, "photos"},
             {in_place, {one_file}, {}, ""},
         }) {
        const auto namer = namer_of(each.request, each.inputs);
        CAPTURE(each.request.output.value_or("none"));
        CHECK(namer.output_roots() == each.roots);
        CHECK(namer.state_root() == each.state);
    }
}

TEST_CASE("the folders that outputs may lie in are told for every form") {
    using Folders = std::vector<std::string>;
    CHECK(namer_of(to("web"), {photos, one_file}).output_folders() == Folders{"web"});
    CHECK(namer_of(to("a/b/out.png"), {one_file}).output_folders() == Folders{"a/b"});
    CHECK(namer_of(to("out.png"), {one_file}).output_folders() == Folders{"."});
    CHECK(namer_of(to("web/{name}.{ext}"), {photos}).output_folders() == Folders{"web"});
    CHECK(namer_of(to("{name}.{ext}"), {photos}).output_folders() == Folders{"."});
    CHECK(namer_of(without_output("800x600"), {photos, one_file}).output_folders() ==
          Folders{"photos-800x600", "in"});
    CHECK(namer_of(in_place, {photos, one_file}).output_folders() == Folders{"photos", "in"});
    // Where a list alone says where.
    CHECK(namer_of(in_place, {a_list}).output_folders() == Folders{"/"});
    CHECK(namer_of(without_output("800x600"), {a_list}).output_folders() == Folders{"/"});
    CHECK(namer_of(to("web"), {a_list}).output_folders() == Folders{"web"});
}

TEST_CASE("only one mirrored folder and a list on standard input are streamed") {
    const auto known_first = [](OutputRequest request, Inputs inputs) {
        return namer_of(std::move(request), std::move(inputs)).names_known_first();
    };
    CHECK_FALSE(known_first(to("out"), {photos}));
    CHECK_FALSE(known_first(without_output("800"), {photos}));
    CHECK_FALSE(known_first(in_place, {photos}));
    CHECK_FALSE(known_first(to("out", OutputFormat::webp), {list_on_stdin}));
    CHECK_FALSE(known_first(to("{name}"), {photos, list_on_stdin}));
    CHECK(known_first(to("out", OutputFormat::webp), {photos}));
    CHECK(known_first(to("out/{name}.{ext}"), {photos}));
    CHECK(known_first(to("out"), {photos, photos}));
    CHECK(known_first(to("out"), {a_list}));
    CHECK(known_first(to("out"), {one_file}));
}

TEST_CASE("arguments are told apart by what is there") {
    const TempDir dir;
    CHECK(input_argument(dir.path()).kind == InputKind::directory);
    CHECK(input_argument(dir.write("a.jpg", "x")).kind == InputKind::file);
    CHECK(input_argument(dir / "none").kind == InputKind::file);
    CHECK(input_argument("-").kind == InputKind::standard_input);
}
