#include "measure/configuration.h"

#include <algorithm>

namespace imgbatch {
namespace {

bool has_batches(ExecutorKind executor) {
    return executor == ExecutorKind::process;
}

} // namespace

std::string batch_word(const Configuration& configuration) {
    if (!has_batches(configuration.executor)) {
        return "-";
    }
    return configuration.batch ? std::to_string(*configuration.batch) : "auto";
}

std::string option_words(const Configuration& configuration) {
    std::string words = "--executor " + std::string(to_word(configuration.executor));
    if (configuration.executor != ExecutorKind::sequential) {
        words += " -j " + std::to_string(configuration.jobs);
    }
    if (has_batches(configuration.executor)) {
        words += " --batch " + batch_word(configuration);
    }
    return words;
}

Configuration default_configuration(ExecutorKind executor, const ConfigurationLists& lists) {
    Configuration configuration{executor, 1, std::nullopt};
    if (executor != ExecutorKind::sequential) {
        configuration.jobs = *std::max_element(lists.jobs.begin(), lists.jobs.end());
    }
    if (has_batches(executor)) {
        configuration.batch = lists.batches.front();
    }
    return configuration;
}

std::vector<Configuration> configurations(const ConfigurationLists& lists) {
    std::vector<Configuration> all;
    const auto add = [&all](const Configuration& configuration) {
        if (std::find(all.begin(), all.end(), configuration) == all.end()) {
            all.push_back(configuration);
        }
    };
    for (const ExecutorKind executor : lists.executors) {
        Configuration configuration = default_configuration(executor, lists);
        add(configuration);
        if (has_batches(executor)) {
            for (const auto& batch : lists.batches) {
                configuration.batch = batch;
                add(configuration);
            }
            configuration.batch = lists.batches.front();
        }
        if (executor != ExecutorKind::sequential) {
            for (const unsigned jobs : lists.jobs) {
                configuration.jobs = jobs;
                add(configuration);
            }
        }
    }
    return all;
}

} // namespace imgbatch
