#include "cli/bench_plot.h"

#include "cli/bench_text.h"
#include "cli/text_table.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace imgbatch::cli {
namespace {

// Pixels.
constexpr double width = 860;
constexpr double left = 220;
constexpr double right = 90;
constexpr double top = 76;
constexpr double row_height = 30;
constexpr double bar_height = 18;
constexpr double bottom = 84;
constexpr double plot_width = width - left - right;

std::string number(double value) {
    return fixed_text(value, 1);
}

/// Text between tags; what XML does not allow (and no name of ours has) is left out.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        default:
            if (static_cast<unsigned char>(c) >= 0x20) {
                result += c;
            }
        }
    }
    return result;
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view kind,
                    std::string_view text) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" +
           std::string(anchor) + "\" class=\"" + std::string(kind) + "\">" + escaped(text) +
           "</text>\n";
}

std::string line_at(double x1, double y1, double x2, double y2, std::string_view kind) {
    return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) +
           "\" y2=\"" + number(y2) + "\" class=\"" + std::string(kind) + "\"/>\n";
}

/// 1, 2 or 5 times a power of ten, so that 4 to 9 of them reach up to `most`.
double tick_step(double most) {
    const double largest = most / 4;
    const double power = std::pow(10, std::floor(std::log10(largest)));
    for (const double factor : {5.0, 2.0}) {
        if (factor * power <= largest) {
            return factor * power;
        }
    }
    return power;
}

std::string label(const Configuration& configuration) {
    std::string text(to_word(configuration.executor));
    if (configuration.executor != ExecutorKind::sequential) {
        text += ", " + std::to_string(configuration.jobs) +
                (configuration.jobs == 1 ? " job" : " jobs");
    }
    if (const std::string batch = batch_word(configuration); batch != "-") {
        text += ", batch " + batch;
    }
    return text;
}

/// One configuration's bar, the line of its spread and its words.
std::string bar(const Measured& entry, double y, double per_unit) {
    const Spread speed = spread_of(entry.images_per_second);
    const double middle = y + bar_height / 2;
    const double least = left + speed.least * per_unit;
    const double most = left + speed.most * per_unit;
    std::string svg = text_at(left - 10, middle + 4, "end", "label", label(entry.configuration));
    svg += "<rect x=\"" + number(left) + "\" y=\"" + number(y) + "\" width=\"" +
           number(speed.median * per_unit) + "\" height=\"" + number(bar_height) +
           "\" class=\"bar " + std::string(to_word(entry.configuration.executor)) + "\"/>\n";
    svg += line_at(least, middle, most, middle, "spread");
    svg += line_at(least, middle - 4, least, middle + 4, "spread");
    svg += line_at(most, middle - 4, most, middle + 4, "spread");
    svg += text_at(std::max(most, left + speed.median * per_unit) + 8, middle + 4, "start", "value",
                   significant(speed.median));
    return svg;
}

std::string axis(double most, double per_unit, double height) {
    std::string svg;
    const double step = tick_step(most);
    const double end = height - bottom;
    const int ticks = static_cast<int>(std::floor(most / step + 1e-9));
    const int digits = step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
    for (int i = 0; i <= ticks; ++i) {
        const double x = left + i * step * per_unit;
        svg += line_at(x, top - 8, x, end, i == 0 ? "axis" : "grid");
        svg += text_at(x, end + 18, "middle", "value", fixed_text(i * step, digits));
    }
    return svg;
}

constexpr const char* style = R"(<style>
text { font-family: system-ui, "DejaVu Sans", Arial, sans-serif; fill: #222; }
.title { font-size: 17px; font-weight: bold; }
.note { font-size: 12px; fill: #555; }
.label { font-size: 13px; }
.value { font-size: 12px; }
.process { fill: #4477aa; }
.tbb { fill: #cc8844; }
.sequential { fill: #999999; }
.axis { stroke: #222; stroke-width: 1; }
.grid { stroke: #dddddd; stroke-width: 1; }
.spread { stroke: #111; stroke-width: 1.4; }
</style>
)";

} // namespace

std::string bench_plot(const BenchReport& report) {
    std::vector<const Measured*> entries;
    double most = 0;
    for (const Measured& entry : report.measured) {
        if (!entry.failure && !entry.images_per_second.empty()) {
            entries.push_back(&entry);
            most = std::max(most, spread_of(entry.images_per_second).most);
        }
    }
    most = std::max(most, 1e-6);
    const double per_unit = plot_width / most;
    const double height = top + row_height * static_cast<double>(entries.size()) + bottom;
    std::string svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
                      number(width) + "\" height=\"" + number(height) + "\" viewBox=\"0 0 " +
                      number(width) + " " + number(height) + "\">\n" + style +
                      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    svg += text_at(20, 28, "start", "title",
                   "Executors of imgbatch on one machine: images per second");
    svg += text_at(20, 48, "start", "note", plan_text(report.plan));
    svg += axis(most, per_unit, height);
    double y = top;
    for (const Measured* entry : entries) {
        svg += bar(*entry, y, per_unit);
        y += row_height;
    }
    const std::string rounds = std::to_string(report.plan.rounds);
    svg += text_at(left + plot_width / 2, height - bottom + 40, "middle", "value",
                   "images per second");
    svg += text_at(20, height - 16, "start", "note",
                   "Bar: median of " + rounds + (report.plan.rounds == 1 ? " round" : " rounds") +
                       "; line: slowest to fastest round. Longer is better.");
    return svg + "</svg>\n";
}

} // namespace imgbatch::cli
