#include "codec/jpeg/plain/progressive_scan.h"

#include "base/try.h"
#include "codec/jpeg/plain/block_tile.h"

#include <algorithm>
#include <bit>

namespace imgbatch {
namespace {

/// Of each scan's data, unstuffed at once: all scans' pieces together stay in a core's own cache.
constexpr std::size_t piece_bytes = std::size_t{16} << 10;
constexpr unsigned first_restart = 0xD0;
constexpr unsigned last_restart = 0xD7;

constexpr std::size_t max_step_bytes = std::max(max_band_bytes, max_dc_mcu_bytes);

} // namespace

ProgressiveScan::ProgressiveScan(const ByteSource& source, const JpegFrame& frame,
                                 const JpegScan& scan, CoefficientSet needed, int n,
                                 CoefficientRows& rows, PlainJpegWorkspace& workspace,
                                 SegmentBuffers& buffers, BitDeposit deposit)
    : frame_(frame), scan_(scan), rows_(rows), deposit_(deposit),
      reader_(source, buffers, piece_bytes, max_step_bytes),
      component_(scan.components.front().index) {
    if (is_dc()) {
        prepare_dc(workspace);
    } else {
        prepare_band(needed, n, workspace);
    }
}

void ProgressiveScan::prepare_dc(PlainJpegWorkspace& workspace) {
    dc_.component_count = static_cast<int>(scan_.components.size());
    dc_.low_bit = static_cast<unsigned>(scan_.low_bit);
    dc_.tile_size = rows_.tile_size();
    for (std::size_t i = 0; i < scan_.components.size(); ++i) {
        DcComponent& component = dc_.components[i];
        if (is_first()) {
            dc_tables_[i] = workspace.dc_tables.get(scan_.components[i].dc);
            component.table = dc_tables_[i].get();
        }
        if (is_interleaved()) { // else its blocks come one by one, row by row
            const int index = scan_.components[i].index;
            const FrameComponent& of_frame = frame_.components[static_cast<std::size_t>(index)];
            component.h = of_frame.h;
            component.v = of_frame.v;
            for (int line = 0; line < component.v; ++line) {
                component.tiles[static_cast<std::size_t>(line)] = rows_.at(index, line).tiles;
            }
        }
    }
}

void ProgressiveScan::prepare_band(CoefficientSet needed, int n, PlainJpegWorkspace& workspace) {
    band_.begin = static_cast<unsigned>(scan_.spectral_begin);
    band_.end = static_cast<unsigned>(scan_.spectral_end);
    band_.last = 63 - static_cast<unsigned>(std::countr_zero(needed));
    band_.low_bit = static_cast<unsigned>(scan_.low_bit);
    band_.tile_size = rows_.tile_size();
    for (std::size_t k = 0; k < zigzag.size(); ++k) {
        const auto [u, v] = zigzag[k];
        const int offset = u < n && v < n ? tile_offset(n, u, v) : unwanted_offset(n);
        band_.offsets[k] = static_cast<std::uint16_t>(offset);
    }
    const HuffmanCode& code = scan_.components.front().ac;
    if (!is_first()) {
        refine_table_ = workspace.refine_band_tables.get(code);
        band_.refine = refine_table_.get();
        return;
    }
    first_table_ = workspace.first_band_tables.get(code);
    band_.first = first_table_.get();
    if (band_.last < band_.end) {
        skip_table_ = workspace.skip_tables.get(code);
        band_.skip = skip_table_.get();
    }
}

Expected<bool> ProgressiveScan::open() {
    until_restart_ = scan_.restart_interval;
    return reader_.open(scan_.data);
}

Expected<bool> ProgressiveScan::decode_row(int y) {
    if (is_interleaved()) {
        return decode_line(0, frame_.mcus_x);
    }
    const FrameComponent& component = frame_.components[static_cast<std::size_t>(component_)];
    const int lines = std::min(component.v, component.blocks_y - y * component.v);
    for (int line = 0; line < lines; ++line) {
        IMGBATCH_TRY(const bool decoded, decode_line(line, component.blocks_x));
        if (!decoded) {
            return false;
        }
    }
    return true;
}

/// A row of `count` MCUs of the scan, across as many segments as they lie in; of a single
/// component, those are the blocks of its row `line`.
Expected<bool> ProgressiveScan::decode_line(int line, int count) {
    if (is_dc() && !is_interleaved()) {
        dc_.components[0].tiles[0] = rows_.at(component_, line).tiles;
    }
    const bool restarts = scan_.restart_interval > 0;
    for (int done = 0; done < count;) {
        if (restarts && until_restart_ == 0) {
            IMGBATCH_TRY(const bool opened, next_segment());
            if (!opened) {
                return false;
            }
        }
        if (reader_.runs_low()) {
            IMGBATCH_TRY(const bool filled, reader_.more());
            if (!filled) {
                return false;
            }
        }
        const int most = restarts ? std::min(count, done + until_restart_) : count;
        const int reached = decode_units(line, done, most);
        if (reached < 0) {
            return false;
        }
        until_restart_ -= reached - done;
        done = reached;
    }
    if (!is_dc() && !is_first()) {
        rows_.apply(component_, line, count, scan_.low_bit);
    }
    return true;
}

int ProgressiveScan::decode_units(int line, int begin, int end) {
    BitWindow& bits = reader_.bits;
    if (is_dc()) {
        return is_first() ? decode_first_dc(dc_, begin, end, bits, reader_.low())
                          : decode_refined_dc(dc_, begin, end, bits, reader_.low());
    }
    const BlockRow row = rows_.at(component_, line);
    return is_first() ? decode_first_band(band_, row, begin, end, bits, reader_.low())
                      : decode_refined_band(band_, row, rows_.changes(), begin, end, bits,
                                            reader_.low(), deposit_);
}

/// A run of ended blocks does not reach across a restart.
Expected<bool> ProgressiveScan::next_segment() {
    IMGBATCH_TRY(const bool finished, reader_.finish());
    if (!finished || reader_.marker() != first_restart + restarts_ % 8 || band_.ended_blocks > 0) {
        return false;
    }
    ++restarts_;
    until_restart_ = scan_.restart_interval;
    for (DcComponent& component : dc_.components) {
        component.before = 0;
    }
    return reader_.open(reader_.after_marker());
}

Expected<bool> ProgressiveScan::finish() {
    IMGBATCH_TRY(const bool finished, reader_.finish());
    const bool restarts = reader_.marker() >= first_restart && reader_.marker() <= last_restart;
    return finished && !restarts && band_.ended_blocks == 0;
}

} // namespace imgbatch
