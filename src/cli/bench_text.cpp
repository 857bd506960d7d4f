#include "cli/bench_text.h"

#include "cli/text_table.h"
#include "record/human.h"
#include "record/terminal_text.h"

#include <algorithm>
#include <cmath>

namespace imgbatch::cli {
namespace {

using Row = std::vector<std::string>;

std::string of_spread(const Spread& spread) {
    return significant(spread.least) + "-" + significant(spread.most);
}

std::string percent(double share) {
    return fixed_text(share * 100, share < 0.0995 ? 1 : 0) + " %";
}

/// Where a configuration stands against the winner.
std::string against_winner(const BenchReport& report, const Measured& entry) {
    if (!report.verdict) {
        return "";
    }
    const Measured& winner = report.measured[report.verdict->winner];
    return fixed_text(spread_of_ratios(entry.images_per_second, winner.images_per_second).median,
                      3);
}

std::string throughput_table(const BenchReport& report) {
    std::vector<Row> rows{{"executor", "jobs", "batch", "images/s", "min-max", "of winner",
                           "CPU ms/image", "busy", "tail idle"}};
    for (const Measured& entry : report.measured) {
        Row row{std::string(to_word(entry.configuration.executor)),
                std::to_string(entry.configuration.jobs), batch_word(entry.configuration)};
        if (entry.failure) {
            row.push_back("failed: " + terminal_text(entry.failure->message));
        } else {
            const Spread speed = spread_of(entry.images_per_second);
            row.insert(row.end(),
                       {significant(speed.median), of_spread(speed), against_winner(report, entry),
                        significant(spread_of(entry.cpu_ms_per_image).median),
                        percent(spread_of(entry.busy_share).median),
                        significant(spread_of(entry.tail_ms).median) + " ms"});
        }
        rows.push_back(std::move(row));
    }
    return text_table(rows, {0});
}

bool is_default(const BenchReport& report, std::size_t position) {
    const ExecutorKind executor = report.measured[position].configuration.executor;
    return position == 0 || report.measured[position - 1].configuration.executor != executor;
}

std::string stage_table(const BenchReport& report) {
    std::vector<Row> rows{{"time per stage", "read", "decode", "transform", "encode", "commit"}};
    for (std::size_t i = 0; i < report.measured.size(); ++i) {
        const Measured& entry = report.measured[i];
        const StageTimes& at = entry.stages;
        const auto sum =
            static_cast<double>(at.read + at.decode + at.transform + at.encode + at.commit);
        if (entry.failure || !is_default(report, i) || sum == 0) {
            continue;
        }
        Row row{std::string(to_word(entry.configuration.executor)) + " -j " +
                std::to_string(entry.configuration.jobs)};
        for (const std::uint64_t stage : {at.read, at.decode, at.transform, at.encode, at.commit}) {
            row.push_back(percent(static_cast<double>(stage) / sum));
        }
        rows.push_back(std::move(row));
    }
    return text_table(rows, {0});
}

std::string hand_over_text(const ExecutorFacts& facts) {
    std::string text;
    for (const HandOver& hand_over : facts.hand_over) {
        text += (text.empty() ? "" : ", ") + significant(hand_over.cpu_us.median);
        if (facts.hand_over.size() > 1) {
            text += " (" + (hand_over.batch ? std::to_string(*hand_over.batch) : "auto") + ")";
        }
    }
    return text;
}

std::string scaling_text(const ExecutorFacts& facts, const BenchReport& report) {
    std::string text;
    for (const Scaling& point : scaling_of(facts.executor, report.measured)) {
        text += (text.empty() ? "" : ", ") + std::to_string(point.jobs) + ": " +
                fixed_text(point.speedup, 2) + "x";
    }
    return text;
}

std::string executor_table(const BenchReport& report) {
    std::vector<Row> rows{
        {"executor", "jobs", "start ms", "peak memory", "speed by jobs", "CPU us/task (batch)"}};
    for (const ExecutorFacts& facts : report.executors) {
        rows.push_back({std::string(to_word(facts.executor)), std::to_string(facts.jobs),
                        significant(facts.start_ms.median),
                        facts.peak_bytes ? human_bytes(*facts.peak_bytes) : "unknown",
                        scaling_text(facts, report), hand_over_text(facts)});
    }
    return text_table(rows, {0, 4, 5});
}

std::string short_name(const Measured& entry) {
    return std::string(to_word(entry.configuration.executor));
}

/// Why the winner has won.
std::string reason(const Measured& winner, const Measured& rival, double rival_speed) {
    const std::string gap = percent(std::abs(rival_speed - 1));
    if (rival_speed <= 1) {
        return short_name(rival) + " reaches " + fixed_text(rival_speed * 100, 1) +
               " % of its speed";
    }
    // The rule has kept a default in its place.
    return short_name(rival) + " is " + gap + " faster, which is under 5 %" +
           (winner.configuration.executor == ExecutorKind::process
                ? ", and process isolates: a crash costs one image"
                : "");
}

} // namespace

std::string plan_text(const BenchPlan& plan) {
    std::string text = std::to_string(plan.images);
    const bool sampled = plan.images < plan.images_found;
    if (sampled) {
        text += " of " + std::to_string(plan.images_found);
    }
    text += plan.images == 1 && !sampled ? " image" : " images";
    text += " (" + human_bytes(plan.bytes) + ")";
    if (sampled) {
        text += ", small and large in proportion";
    }
    return text + "; " + std::to_string(plan.configurations) + " configurations, " +
           std::to_string(plan.rounds) + (plan.rounds == 1 ? " round" : " rounds") +
           " after a warm-up; outputs in " + terminal_text(plan.scratch);
}

std::string verdict_text(const BenchReport& report) {
    if (!report.verdict) {
        return "";
    }
    const Verdict& verdict = *report.verdict;
    const Measured& winner = report.measured[verdict.winner];
    std::string text = "winner: " + short_name(winner);
    if (verdict.rival) {
        text += "; " + reason(winner, report.measured[*verdict.rival], verdict.rival_speed.median);
    }
    text += ".\n";
    if (verdict.rounds_disagree()) {
        text += "The rounds disagree (" + fixed_text(verdict.rival_speed.least, 3) + " to " +
                fixed_text(verdict.rival_speed.most, 3) +
                " times the winner's speed): the difference is within the noise.\n";
    }
    if (winner.configuration.executor == ExecutorKind::tbb) {
        text += "A decoder that crashes ends a run with tbb; with process it costs one image.\n";
    }
    return text;
}

std::string bench_text(const BenchReport& report) {
    std::string text = plan_text(report.plan) + "\n";
    const auto failed =
        std::max_element(report.measured.begin(), report.measured.end(),
                         [](const Measured& a, const Measured& b) { return a.failed < b.failed; });
    if (failed != report.measured.end() && failed->failed > 0) {
        text += std::to_string(failed->failed) + " of them failed and are not counted\n";
    }
    text += "\n" + throughput_table(report) + "\n" + stage_table(report) + "\n" +
            executor_table(report) + "\n" + verdict_text(report);
    if (report.verdict) {
        text +=
            "use: " + option_words(report.measured[report.verdict->winner].configuration) + "\n";
    }
    return text;
}

} // namespace imgbatch::cli
