#include "codec/jpeg/plain/progressive_decoder.h"

#include "base/try.h"
#include "codec/jpeg/plain/coefficient_rows.h"
#include "codec/jpeg/plain/progressive_plan.h"
#include "codec/jpeg/plain/progressive_scan.h"

#include <algorithm>
#include <vector>

namespace imgbatch {
namespace {

using Scans = std::vector<ProgressiveScan>;

Expected<bool> open_all(Scans& scans) {
    for (ProgressiveScan& scan : scans) {
        IMGBATCH_TRY(const bool opened, scan.open());
        if (!opened) {
            return false;
        }
    }
    return true;
}

Expected<bool> decode_row(Scans& scans, int y) {
    for (ProgressiveScan& scan : scans) {
        IMGBATCH_TRY(const bool decoded, scan.decode_row(y));
        if (!decoded) {
            return false;
        }
    }
    return true;
}

Expected<bool> finish_all(Scans& scans) {
    for (ProgressiveScan& scan : scans) {
        IMGBATCH_TRY(const bool finished, scan.finish());
        if (!finished) {
            return false;
        }
    }
    return true;
}

Expected<bool> decode_all(Scans& scans, int mcu_rows, CoefficientRows& coefficients,
                          SampleRows& rows) {
    IMGBATCH_TRY(const bool opened, open_all(scans));
    if (!opened) {
        return false;
    }
    for (int y = 0; y < mcu_rows; ++y) {
        rows.start_row();
        IMGBATCH_TRY(const bool decoded, decode_row(scans, y));
        if (!decoded || !coefficients.put(rows)) {
            return false;
        }
        IMGBATCH_TRY(rows.finish_row());
    }
    return finish_all(scans);
}

} // namespace

Expected<bool> decode_progressive(const ByteSource& source, const JpegHeaders& headers, int n,
                                  PlainJpegWorkspace& workspace, SampleRows& rows,
                                  BitDeposit deposit) {
    const auto plan = plan_progressive(headers, n);
    if (!plan) {
        return false;
    }
    CoefficientRows coefficients(headers.frame, n, workspace);
    workspace.segments.resize(std::max(workspace.segments.size(), plan->size()));
    Scans scans;
    scans.reserve(plan->size());
    for (std::size_t i = 0; i < plan->size(); ++i) {
        const auto& [index, needed] = (*plan)[i];
        scans.emplace_back(source, headers.frame, headers.scans[index], needed, n, coefficients,
                           workspace, workspace.segments[i], deposit);
    }
    return decode_all(scans, headers.frame.mcus_y, coefficients, rows);
}

} // namespace imgbatch
