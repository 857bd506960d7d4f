#include "measure/configuration.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace imgbatch;

namespace {

const ConfigurationLists all_lists{
    {ExecutorKind::process, ExecutorKind::tbb, ExecutorKind::sequential},
    {1, 2, 4},
    {std::nullopt, 1U, 64U}};

} // namespace

TEST_CASE("all batch sizes are compared at the most jobs, all numbers of jobs at the first size") {
    std::vector<std::string> words;
    for (const Configuration& configuration : configurations(all_lists)) {
        words.push_back(option_words(configuration));
    }
    CHECK(words == std::vector<std::string>{
                       "--executor process -j 4 --batch auto", "--executor process -j 4 --batch 1",
                       "--executor process -j 4 --batch 64", "--executor process -j 1 --batch auto",
                       "--executor process -j 2 --batch auto", "--executor tbb -j 4",
                       "--executor tbb -j 1", "--executor tbb -j 2", "--executor sequential"});
}

TEST_CASE("each executor's default stands first among its configurations") {
    const auto all = configurations(all_lists);
    for (const ExecutorKind executor : all_lists.executors) {
        const auto first = std::find_if(all.begin(), all.end(), [&](const Configuration& one) {
            return one.executor == executor;
        });
        REQUIRE(first != all.end());
        CHECK(*first == default_configuration(executor, all_lists));
    }
}

TEST_CASE("one of each gives one configuration per executor") {
    const auto all = configurations({{ExecutorKind::tbb, ExecutorKind::process}, {3}, {16U}});
    REQUIRE(all.size() == 2);
    CHECK(option_words(all[0]) == "--executor tbb -j 3");
    CHECK(option_words(all[1]) == "--executor process -j 3 --batch 16");
}
