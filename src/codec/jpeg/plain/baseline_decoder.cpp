#include "codec/jpeg/plain/baseline_decoder.h"

#include "base/try.h"
#include "codec/jpeg/plain/block_plan.h"
#include "codec/jpeg/plain/mcu_kernel.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace imgbatch {
namespace {

/// MCUs of a group: each fills at least one lane of a tile.
constexpr int group_mcus = tile_blocks;
constexpr std::size_t piece_bytes = std::size_t{64} << 10;
constexpr unsigned end_marker = 0xD9;
constexpr unsigned first_restart = 0xD0;

class BaselineDecoder {
public:
    BaselineDecoder(const ByteSource& source, const JpegHeaders& headers, int n,
                    PlainJpegWorkspace& workspace, SampleRows& rows)
        : frame_(headers.frame), scan_(headers.scans.front()), n_(n), rows_(rows),
          reader_(source, workspace.segment, piece_bytes, max_mcu_bytes) {
        prepare(workspace);
    }

    Expected<bool> decode();

private:
    void prepare(PlainJpegWorkspace& workspace);
    Expected<bool> decode_row();
    Expected<bool> decode_group(int count);
    Expected<bool> next_segment();
    bool put_group(int first_mcu);

    const JpegFrame& frame_;
    const JpegScan& scan_;
    int n_;
    SampleRows& rows_;
    SegmentReader reader_;
    McuGroup group_;
    std::array<BlockPlan, 3> plans_;
    std::array<std::shared_ptr<const DcTable>, 3> dc_tables_;
    std::array<std::shared_ptr<const AcTable>, 3> ac_tables_;
    std::array<std::shared_ptr<const SkipTable>, 3> skip_tables_;
    std::size_t tile_bytes_ = 0; ///< of all tiles of a group
    int until_restart_ = 0;      ///< MCUs of the segment that are left
    unsigned restarts_ = 0;
};

void BaselineDecoder::prepare(PlainJpegWorkspace& workspace) {
    std::ptrdiff_t tiles = 0;
    for (const FrameComponent& component : frame_.components) {
        tiles += std::ptrdiff_t{component.h} * component.v;
    }
    const auto numbers = static_cast<std::size_t>(tiles * tile_numbers(n_));
    tile_bytes_ = numbers * sizeof(std::int16_t);
    std::int16_t* next = workspace.tiles.get(numbers);
    group_.component_count = static_cast<int>(frame_.components.size());
    for (std::size_t i = 0; i < frame_.components.size(); ++i) {
        const FrameComponent& component = frame_.components[i];
        dc_tables_[i] = workspace.dc_tables.get(scan_.components[i].dc);
        ac_tables_[i] = workspace.ac_tables.get(scan_.components[i].ac);
        if (n_ < 8) {
            skip_tables_[i] = workspace.skip_tables.get(scan_.components[i].ac);
        }
        plans_[i] = make_block_plan(n_, component.quantizers);
        group_.components[i] = {dc_tables_[i].get(),
                                ac_tables_[i].get(),
                                skip_tables_[i].get(),
                                &plans_[i],
                                component.h,
                                component.v,
                                next,
                                tile_numbers(n_),
                                0};
        next += std::ptrdiff_t{component.h} * component.v * tile_numbers(n_);
    }
}

Expected<bool> BaselineDecoder::decode() {
    IMGBATCH_TRY(const bool opened, reader_.open(scan_.data));
    if (!opened) {
        return false;
    }
    until_restart_ = scan_.restart_interval;
    for (int y = 0; y < frame_.mcus_y; ++y) {
        rows_.start_row();
        IMGBATCH_TRY(const bool decoded, decode_row());
        if (!decoded) {
            return false;
        }
        IMGBATCH_TRY(rows_.finish_row());
    }
    IMGBATCH_TRY(const bool finished, reader_.finish());
    return finished && reader_.marker() == end_marker;
}

Expected<bool> BaselineDecoder::decode_row() {
    for (int first = 0; first < frame_.mcus_x; first += group_mcus) {
        std::memset(group_.components[0].tiles, 0, tile_bytes_);
        IMGBATCH_TRY(const bool decoded, decode_group(std::min(group_mcus, frame_.mcus_x - first)));
        if (!decoded || !put_group(first)) {
            return false;
        }
    }
    return true;
}

/// The next `count` MCUs, across as many segments as they lie in.
Expected<bool> BaselineDecoder::decode_group(int count) {
    for (int done = 0; done < count;) {
        if (scan_.restart_interval > 0 && until_restart_ == 0) {
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
        const int most =
            scan_.restart_interval > 0 ? std::min(count, done + until_restart_) : count;
        const int reached = decode_mcus(group_, done, most, reader_.bits, reader_.low());
        if (reached < 0) {
            return false;
        }
        until_restart_ -= reached - done;
        done = reached;
    }
    return true;
}

Expected<bool> BaselineDecoder::next_segment() {
    IMGBATCH_TRY(const bool finished, reader_.finish());
    if (!finished || reader_.marker() != first_restart + restarts_ % 8) {
        return false;
    }
    ++restarts_;
    until_restart_ = scan_.restart_interval;
    for (McuComponent& component : group_.components) {
        component.dc_before = 0;
    }
    return reader_.open(reader_.after_marker());
}

bool BaselineDecoder::put_group(int first_mcu) {
    for (int c = 0; c < group_.component_count; ++c) {
        const McuComponent& component = group_.components[static_cast<std::size_t>(c)];
        const std::int16_t* tile = component.tiles;
        for (int y = 0; y < component.v; ++y) {
            for (int x = 0; x < component.h; ++x, tile += component.tile_size) {
                if (!rows_.put(c, y, first_mcu * component.h + x * tile_blocks, tile)) {
                    return false;
                }
            }
        }
    }
    return true;
}

} // namespace

Expected<bool> decode_baseline(const ByteSource& source, const JpegHeaders& headers, int n,
                               PlainJpegWorkspace& workspace, SampleRows& rows) {
    return BaselineDecoder(source, headers, n, workspace, rows).decode();
}

} // namespace imgbatch
