#include "measure/verdict.h"

#include <algorithm>

namespace imgbatch {
namespace {

bool ended(const Measured& entry) {
    return !entry.failure && !entry.images_per_second.empty();
}

double lead(const Measured& entry, const Measured& over) {
    return spread_of_ratios(entry.images_per_second, over.images_per_second).median - 1;
}

/// Of the positions in `others`: the one with the greatest lead over `base`.
std::optional<std::size_t> fastest(const std::vector<Measured>& measured,
                                   const std::vector<std::size_t>& others, std::size_t base) {
    std::optional<std::size_t> best;
    for (const std::size_t other : others) {
        if (!best ||
            lead(measured[other], measured[base]) > lead(measured[*best], measured[base])) {
            best = other;
        }
    }
    return best;
}

bool is_decisive(const Measured& entry, const Measured& over) {
    return lead(entry, over) >= decisive_lead;
}

/// One position per executor, process first.
std::vector<std::size_t> representatives(const std::vector<Measured>& measured) {
    std::vector<std::vector<std::size_t>> by_executor;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        if (!ended(measured[i])) {
            continue;
        }
        const auto same = std::find_if(by_executor.begin(), by_executor.end(), [&](const auto& of) {
            return measured[of.front()].configuration.executor ==
                   measured[i].configuration.executor;
        });
        if (same == by_executor.end()) {
            by_executor.push_back({i});
        } else {
            same->push_back(i);
        }
    }
    std::vector<std::size_t> chosen;
    for (const auto& positions : by_executor) {
        const std::size_t standard = positions.front();
        const std::size_t best = *fastest(measured, positions, standard);
        chosen.push_back(is_decisive(measured[best], measured[standard]) ? best : standard);
    }
    std::stable_partition(chosen.begin(), chosen.end(), [&](std::size_t position) {
        return measured[position].configuration.executor == ExecutorKind::process;
    });
    return chosen;
}

} // namespace

std::optional<Verdict> judge(const std::vector<Measured>& measured) {
    std::vector<std::size_t> chosen = representatives(measured);
    if (chosen.empty()) {
        return std::nullopt;
    }
    Verdict verdict;
    verdict.winner = chosen.front();
    chosen.erase(chosen.begin());
    verdict.rival = fastest(measured, chosen, verdict.winner);
    if (!verdict.rival) {
        return verdict;
    }
    if (is_decisive(measured[*verdict.rival], measured[verdict.winner])) {
        std::swap(*verdict.rival, verdict.winner);
    }
    verdict.rival_speed = spread_of_ratios(measured[*verdict.rival].images_per_second,
                                           measured[verdict.winner].images_per_second);
    return verdict;
}

std::vector<Scaling> scaling_of(ExecutorKind executor, const std::vector<Measured>& measured) {
    std::vector<const Measured*> points;
    for (const Measured& entry : measured) {
        if (ended(entry) && entry.configuration.executor == executor &&
            (points.empty() || entry.configuration.batch == points.front()->configuration.batch)) {
            points.push_back(&entry);
        }
    }
    std::sort(points.begin(), points.end(), [](const Measured* a, const Measured* b) {
        return a->configuration.jobs < b->configuration.jobs;
    });
    std::vector<Scaling> scaling;
    scaling.reserve(points.size());
    for (const Measured* point : points) {
        scaling.push_back({point->configuration.jobs, 1 + lead(*point, *points.front())});
    }
    return scaling;
}

} // namespace imgbatch
