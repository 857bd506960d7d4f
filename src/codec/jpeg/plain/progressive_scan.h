/// One scan of a progressive file, decoded a row of MCUs at a time.
#pragma once

#include "base/byte_source.h"
#include "codec/jpeg/plain/band_kernel.h"
#include "codec/jpeg/plain/bit_deposit.h"
#include "codec/jpeg/plain/coefficient_rows.h"
#include "codec/jpeg/plain/dc_kernel.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/plain_jpeg_workspace.h"
#include "codec/jpeg/plain/progressive_plan.h"
#include "codec/jpeg/plain/segment_reader.h"

#include <array>
#include <memory>

namespace imgbatch {

/// Reads a scan through a window of its own. All functions give false for what is not as
/// decode_plain_jpeg() takes it.
class ProgressiveScan {
public:
    /// `scan` is one of `frame`'s, of which `needed` is needed for transforms of size `n`; all but
    /// `needed` must outlive this. Throws std::bad_alloc.
    ProgressiveScan(const ByteSource& source, const JpegFrame& frame, const JpegScan& scan,
                    CoefficientSet needed, int n, CoefficientRows& rows,
                    PlainJpegWorkspace& workspace, SegmentBuffers& buffers, BitDeposit deposit);

    Expected<bool> open();

    /// Row `y` of the frame's MCUs, into `rows`, which hold what earlier scans said about it.
    Expected<bool> decode_row(int y);

    /// After the last row: whether all data was used.
    Expected<bool> finish();

private:
    void prepare_dc(PlainJpegWorkspace& workspace);
    void prepare_band(CoefficientSet needed, int n, PlainJpegWorkspace& workspace);
    Expected<bool> decode_line(int line, int count);
    int decode_units(int line, int begin, int end);
    Expected<bool> next_segment();

    [[nodiscard]] bool is_dc() const { return scan_.spectral_begin == 0; }
    [[nodiscard]] bool is_first() const { return scan_.high_bit == 0; }
    [[nodiscard]] bool is_interleaved() const { return scan_.components.size() > 1; }

    const JpegFrame& frame_;
    const JpegScan& scan_;
    CoefficientRows& rows_;
    BitDeposit deposit_;
    SegmentReader reader_;
    int component_ = 0; ///< the first one, or the only one
    DcScan dc_;
    BandScan band_;
    std::array<std::shared_ptr<const DcTable>, 3> dc_tables_;
    std::shared_ptr<const FirstBandTable> first_table_;
    std::shared_ptr<const RefineBandTable> refine_table_;
    std::shared_ptr<const SkipTable> skip_table_;
    int until_restart_ = 0; ///< MCUs of the segment that are left
    unsigned restarts_ = 0;
};

} // namespace imgbatch
