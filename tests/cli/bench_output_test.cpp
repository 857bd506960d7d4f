#include "cli/bench_json.h"
#include "cli/bench_plot.h"
#include "cli/bench_report.h"
#include "cli/bench_text.h"
#include "cli/text_table.h"
#include "record/json_fields.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace imgbatch;
using namespace imgbatch::cli;
using imgbatch::test::measured_entry;
using imgbatch::test::sample_report;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

std::vector<JsonFields> fields_of(const std::string& lines) {
    std::vector<JsonFields> all;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
        auto fields = parse_json_line(line);
        REQUIRE_MESSAGE(fields, line);
        all.push_back(*std::move(fields));
    }
    return all;
}

std::string text_of(const JsonFields& fields, std::string_view key) {
    const JsonValue* value = fields.find(key);
    return value != nullptr && std::holds_alternative<std::string>(*value)
               ? std::get<std::string>(*value)
               : "";
}

/// BenchReport with tbb at `speed` against process at 100.
BenchReport race(std::vector<double> speed) {
    BenchReport report;
    report.measured = {
        measured_entry(ExecutorKind::process, 2, std::vector<double>(speed.size(), 100)),
        measured_entry(ExecutorKind::tbb, 2, std::move(speed))};
    report.verdict = judge(report.measured);
    return report;
}

} // namespace

TEST_CASE("columns of a table are aligned, and a long last cell of a short row widens none") {
    CHECK(text_table({{"name", "n"}, {"a", "100"}, {"failed: why it is so long"}}, {0}) ==
          "name    n\na     100\nfailed: why it is so long\n");
}

TEST_CASE("numbers have three digits that mean something") {
    CHECK(significant(0.1234) == "0.123");
    CHECK(significant(4.321) == "4.32");
    CHECK(significant(61.45) == "61.5");
    CHECK(significant(1234.4) == "1234");
    CHECK(significant(9.999) == "10.0");
    CHECK(significant(0) == "0");
}

TEST_CASE("the text has a row per configuration, the failures and the verdict") {
    const std::string text = bench_text(sample_report());
    CHECK(contains(text, "41 of 5000 images (34.1 MB), small and large in proportion"));
    CHECK(contains(text, "1 of them failed"));
    CHECK(contains(text, "process        2   auto       600  590-610      1.000"));
    CHECK(contains(text, "failed: the measured process died of SIGSEGV"));
    CHECK(contains(text, "4.25 (1), 0.125 (auto)"));
    CHECK(contains(text, "61.0 MB"));
    CHECK(contains(text, "60 %"));
    CHECK(contains(text, "use: --executor process -j 2 --batch auto\n"));
}

TEST_CASE("the verdict says who is faster, by how much, and what that means") {
    CHECK(contains(verdict_text(race({104.9})), "winner: process; tbb is 4.9 % faster, which is "
                                                "under 5 %, and process isolates"));
    CHECK(
        contains(verdict_text(race({105.1})), "winner: tbb; process reaches 95.1 % of its speed"));
    CHECK(contains(verdict_text(race({105.1})), "A decoder that crashes ends a run with tbb"));
    CHECK(contains(verdict_text(race({80})), "winner: process; tbb reaches 80.0 % of its speed"));
}

TEST_CASE("differences within the noise are called that") {
    CHECK(contains(verdict_text(race({99, 101, 102})), "within the noise"));
    CHECK_FALSE(contains(verdict_text(race({101, 102, 103})), "noise"));
}

TEST_CASE("each JSON line is an object; configurations, executors and a summary") {
    const auto lines = fields_of(bench_json(sample_report()));
    REQUIRE(lines.size() == 6);
    CHECK(text_of(lines[0], "type") == "bench");
    CHECK(text_of(lines[0], "executor") == "process");
    CHECK(text_of(lines[1], "batch") == "1");
    const JsonValue* median = lines[0].find("images_per_second");
    REQUIRE(median != nullptr);
    CHECK(std::get<double>(*median) == doctest::Approx(600));
    CHECK(text_of(lines[3], "class") == "crashed");
    CHECK(lines[3].find("images_per_second") == nullptr);
    CHECK(text_of(lines[4], "type") == "bench-executor");
    CHECK(std::get<std::uint64_t>(*lines[4].find("peak_bytes")) == 61'000'000);
    CHECK(text_of(lines[5], "type") == "bench-summary");
    CHECK(text_of(lines[5], "use") == "--executor process -j 2 --batch auto");
    CHECK(text_of(lines[5], "rival") == "--executor tbb -j 2");
    CHECK(text_of(lines[5], "rounds_agree") == "yes");
}

TEST_CASE("the chart has a bar for each configuration that ended, in proportion") {
    const std::string svg = bench_plot(sample_report());
    CHECK(count(svg, "class=\"bar ") == 3);
    CHECK(contains(svg, ">process, 2 jobs, batch auto<"));
    CHECK(contains(svg, ">tbb, 2 jobs<"));
    CHECK_FALSE(contains(svg, ">sequential<"));
    // The fastest round of all, 622, spans the plot's 550 pixels.
    CHECK(contains(svg, "width=\"530.5\" height=\"18.0\" class=\"bar process\""));
    CHECK(contains(svg, "width=\"541.2\" height=\"18.0\" class=\"bar tbb\""));
}

TEST_CASE("a chart of any figures, or of none, is drawn without trouble") {
    BenchReport report = sample_report();
    for (const double speed : {0.0003, 0.07, 1.0, 123'456.0}) {
        report.measured = {measured_entry(ExecutorKind::tbb, 1, {speed})};
        const std::string svg = bench_plot(report);
        CHECK(contains(svg, "width=\"550.0\""));
        CHECK(count(svg, "class=\"grid\"") >= 4);
        CHECK(count(svg, "class=\"grid\"") <= 9);
    }
    report.measured.clear();
    report.plan.scratch = "/tmp/<&>\"";
    const std::string svg = bench_plot(report);
    CHECK(count(svg, "class=\"bar ") == 0);
    CHECK(contains(svg, "/tmp/&lt;&amp;&gt;"));
}
