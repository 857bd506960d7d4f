#include "markdown_reporter.h"

#include <iomanip>

namespace imgbatch::bench {
namespace {

double counter(const benchmark::UserCounters& counters, const char* name) {
    const auto found = counters.find(name);
    return found == counters.end() ? 0.0 : found->second.value;
}

} // namespace

bool MarkdownReporter::ReportContext(const Context& context) {
    GetOutputStream() << context.cpu_info.num_cpus << " CPUs, "
                      << context.cpu_info.cycles_per_second / 1e6 << " MHz\n\n"
                      << "| kernel | level | time us | bound us | of bound | bound by |\n"
                      << "| --- | --- | ---: | ---: | ---: | --- |\n";
    return true;
}

void MarkdownReporter::ReportRuns(const std::vector<Run>& runs) {
    std::ostream& out = GetOutputStream();
    for (const Run& run : runs) {
        const bool repeated = run.repetitions > 1;
        if (repeated && (run.run_type != Run::RT_Aggregate || run.aggregate_name != "median")) {
            continue;
        }
        const std::string name = run.run_name.str();
        const auto slash = name.rfind('/');
        const double seconds = run.GetAdjustedCPUTime() / GetTimeUnitMultiplier(run.time_unit);
        out << std::fixed << "| " << name.substr(0, slash) << " | " << name.substr(slash + 1)
            << " | " << std::setprecision(seconds < 1e-4 ? 2 : 0) << seconds * 1e6 << " | "
            << std::setprecision(seconds < 1e-4 ? 2 : 0) << counter(run.counters, "bound_us")
            << " | " << std::setprecision(0) << counter(run.counters, "of_bound_%") << " % | "
            << run.report_label << " |\n";
    }
    out.flush();
}

} // namespace imgbatch::bench
