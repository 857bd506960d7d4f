#include "cli/bench_json.h"

#include <imgbatch/version.h>

#include "record/json_line.h"

namespace imgbatch::cli {
namespace {

void add_configuration(JsonLine& line, const Configuration& configuration) {
    line.text("executor", to_word(configuration.executor));
    line.number("jobs", configuration.jobs);
    line.text("batch", batch_word(configuration));
}

void add_spread(JsonLine& line, const std::string& key, const Spread& spread) {
    line.decimal(key, spread.median);
    line.decimal(key + "_min", spread.least);
    line.decimal(key + "_max", spread.most);
}

void add_stages(JsonLine& line, const StageTimes& stages) {
    line.number("read_ns", stages.read);
    line.number("decode_ns", stages.decode);
    line.number("transform_ns", stages.transform);
    line.number("encode_ns", stages.encode);
    line.number("commit_ns", stages.commit);
}

std::string measured_line(const Measured& entry) {
    JsonLine line;
    line.text("type", "bench");
    add_configuration(line, entry.configuration);
    if (entry.failure) {
        line.text("class", to_word(entry.failure->code));
        line.text("message", entry.failure->message);
        return std::move(line).finish();
    }
    line.text("class", "ok");
    line.number("rounds", entry.images_per_second.size());
    line.number("done", entry.done);
    line.number("failed", entry.failed);
    add_spread(line, "images_per_second", spread_of(entry.images_per_second));
    add_spread(line, "cpu_ms_per_image", spread_of(entry.cpu_ms_per_image));
    add_spread(line, "busy", spread_of(entry.busy_share));
    add_spread(line, "tail_ms", spread_of(entry.tail_ms));
    add_stages(line, entry.stages);
    return std::move(line).finish();
}

std::string executor_line(const ExecutorFacts& facts, const BenchReport& report) {
    JsonLine line;
    line.text("type", "bench-executor");
    line.text("executor", to_word(facts.executor));
    line.number("jobs", facts.jobs);
    add_spread(line, "start_ms", facts.start_ms);
    if (facts.peak_bytes) {
        line.number("peak_bytes", *facts.peak_bytes);
    }
    line.begin_object("hand_over_cpu_us");
    for (const HandOver& hand_over : facts.hand_over) {
        line.decimal(hand_over.batch ? std::to_string(*hand_over.batch) : "auto",
                     hand_over.cpu_us.median);
    }
    line.end_object();
    line.begin_object("speed_by_jobs");
    for (const Scaling& point : scaling_of(facts.executor, report.measured)) {
        line.decimal(std::to_string(point.jobs), point.speedup);
    }
    line.end_object();
    return std::move(line).finish();
}

std::string summary_line(const BenchReport& report) {
    JsonLine line;
    line.text("type", "bench-summary");
    line.text("version", program_version());
    line.number("images", report.plan.images);
    line.number("images_found", report.plan.images_found);
    line.number("bytes_in", report.plan.bytes);
    line.number("rounds", report.plan.rounds);
    line.name("scratch", "scratch_bytes", report.plan.scratch);
    if (report.verdict) {
        const Verdict& verdict = *report.verdict;
        const Configuration& winner = report.measured[verdict.winner].configuration;
        add_configuration(line, winner);
        line.text("use", option_words(winner));
        if (verdict.rival) {
            line.text("rival", option_words(report.measured[*verdict.rival].configuration));
            add_spread(line, "rival_speed", verdict.rival_speed);
            line.text("rounds_agree", verdict.rounds_disagree() ? "no" : "yes");
        }
    }
    return std::move(line).finish();
}

} // namespace

std::string bench_json(const BenchReport& report) {
    std::string lines;
    for (const Measured& entry : report.measured) {
        lines += measured_line(entry);
    }
    for (const ExecutorFacts& facts : report.executors) {
        lines += executor_line(facts, report);
    }
    return lines + summary_line(report);
}

} // namespace imgbatch::cli
