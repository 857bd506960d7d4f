#include "record/progress_line.h"

#include "record/human.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

namespace imgbatch {
namespace {

constexpr std::size_t gap = 2; ///< columns between two parts
constexpr std::size_t bar_borders = 2;
constexpr std::size_t min_bar = 6;       ///< columns between the borders
constexpr std::size_t readable_bar = 20; ///< what it gets before the least dear part is told
constexpr std::size_t max_bar = 40;
constexpr std::size_t terse_columns = 60;  ///< below, the time left stands without its name
constexpr std::size_t wordy_columns = 100; ///< from here on counts are spelt out
constexpr int bar_rank = 4;                ///< the bar's place among the ranks of parts
constexpr int last_rank = 6;

std::string padded_left(const std::string& text, std::size_t columns) {
    return text.size() < columns ? std::string(columns - text.size(), ' ') + text : text;
}

std::string padded_right(const std::string& text, std::size_t columns) {
    return text.size() < columns ? text + std::string(columns - text.size(), ' ') : text;
}

double share(std::uint64_t done, std::uint64_t all) {
    return std::min(static_cast<double>(done) / static_cast<double>(all), 1.0);
}

std::string percent_part(const ProgressState& state) {
    return padded_left(human_percent(progress_fraction(state)), 5);
}

/// The count keeps its width while it grows, so that nothing to its right moves.
std::string count_part(const ProgressState& state, bool wordy) {
    const std::string found = std::to_string(state.images_found);
    const std::string done = padded_left(std::to_string(state.images_done), found.size());
    const std::string all = found + (state.scan_finished ? "" : "+");
    return wordy ? done + " of " + all + " images" : done + "/" + all;
}

/// The time left, from the share of work and the time it took. Nothing is told before there is
/// something to go by.
std::string eta_part(const ProgressState& state, bool terse) {
    const double fraction = progress_fraction(state);
    const bool known = fraction > 0 && state.elapsed_seconds > 0;
    const double left = known ? state.elapsed_seconds * (1 - fraction) / fraction : 0;
    const std::string clock = padded_right(known ? human_clock(left) : "-:--", 7);
    return terse ? clock : "ETA " + clock;
}

std::string byte_rate_part(const ProgressState& state) {
    return padded_left(
        human_byte_rate(static_cast<double>(state.bytes_done) / state.elapsed_seconds), 9);
}

std::string image_rate_part(const ProgressState& state) {
    return padded_left(
        human_rate(static_cast<double>(state.images_done) / state.elapsed_seconds, "images"), 13);
}

/// `cells` columns between two borders.
std::string bar(double fraction, std::size_t cells, bool unicode) {
    constexpr std::array<std::string_view, 8> eighths{"",       "\u258F", "\u258E", "\u258D",
                                                      "\u258C", "\u258B", "\u258A", "\u2589"};
    const double wanted = std::floor(fraction * static_cast<double>(cells) * (unicode ? 8 : 1));
    const auto steps = static_cast<std::size_t>(std::max(wanted, 0.0));
    const std::size_t full = std::min(unicode ? steps / 8 : steps, cells);
    const std::string_view partial = unicode && full < cells ? eighths.at(steps % 8) : "";
    std::string text = unicode ? "\u2595" : "[";
    for (std::size_t i = 0; i < full; ++i) {
        text += unicode ? "\u2588" : "#";
    }
    text += partial;
    text += std::string(cells - full - (partial.empty() ? 0 : 1), unicode ? ' ' : '.');
    return text + (unicode ? "\u258F" : "]");
}

/// One thing to tell, all ASCII. `rank` is its place when room is short, 0 the dearest.
struct Part {
    std::string text;
    int rank = 0;
    bool shown = false;
};

/// In the order of the line; the bar, which takes what room is left, stands before them all.
std::vector<Part> parts_of(const ProgressState& state, const ProgressStyle& style) {
    std::vector<Part> parts;
    if (state.scan_finished) {
        parts.push_back({percent_part(state), 0});
    }
    parts.push_back({count_part(state, style.columns >= wordy_columns), 1});
    if (state.images_failed > 0) {
        parts.push_back({std::to_string(state.images_failed) + " failed", 3});
    }
    if (state.elapsed_seconds > 0) {
        parts.push_back({byte_rate_part(state), 5});
        parts.push_back({image_rate_part(state), 6});
    }
    if (state.scan_finished) {
        parts.push_back({eta_part(state, style.columns < terse_columns), 2});
    }
    return parts;
}

/// Marks what fits into `room` columns by rank, with room kept for a bar of some width from its
/// rank on. Returns the columns that stay free, the bar's among them.
std::size_t choose(std::vector<Part>& parts, std::size_t room, bool with_bar) {
    std::size_t used = 0;
    std::size_t kept = 0;
    for (int rank = 0; rank <= last_rank; ++rank) {
        if (with_bar && rank >= bar_rank) {
            kept = gap + bar_borders + (rank == last_rank ? readable_bar : min_bar);
        }
        for (Part& part : parts) {
            const std::size_t width = part.text.size() + (used > 0 ? gap : 0);
            if (part.rank == rank && used + kept + width <= room) {
                part.shown = true;
                used += width;
            }
        }
    }
    return room - used;
}

} // namespace

double progress_fraction(const ProgressState& state) {
    if (!state.scan_finished) {
        return 0;
    }
    if (state.pixels_found > 0) {
        return share(state.pixels_done, state.pixels_found);
    }
    if (state.bytes_found > 0) {
        return share(state.bytes_done, state.bytes_found);
    }
    return state.images_found > 0 ? share(state.images_done, state.images_found) : 1;
}

std::string progress_line(const ProgressState& state, const ProgressStyle& style) {
    const std::size_t room = style.columns > 0 ? style.columns - 1 : 0;
    std::vector<Part> parts = parts_of(state, style);
    const std::size_t free = choose(parts, room, state.scan_finished);
    std::string line;
    if (state.scan_finished && free >= gap + bar_borders + min_bar) {
        const std::size_t cells = std::min(free - gap - bar_borders, max_bar);
        line = bar(progress_fraction(state), cells, style.unicode);
    }
    for (const Part& part : parts) {
        if (part.shown) {
            line += (line.empty() ? "" : std::string(gap, ' ')) + part.text;
        }
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

} // namespace imgbatch
