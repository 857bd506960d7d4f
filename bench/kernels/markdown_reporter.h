/// Results as one Markdown table.
#pragma once

#include <benchmark/benchmark.h>

namespace imgbatch::bench {

/// A row per benchmark, written as it comes; with repetitions only their medians.
class MarkdownReporter : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context& context) override;
    void ReportRuns(const std::vector<Run>& runs) override;
};

} // namespace imgbatch::bench
