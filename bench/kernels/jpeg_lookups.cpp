#include "jpeg_lookups.h"

#include "codec/jpeg/plain/band_tables.h"
#include "codec/jpeg/plain/block_tile.h"
#include "codec/jpeg/plain/entropy_tables.h"
#include "codec/jpeg/plain/jpeg_frame.h"
#include "codec/jpeg/plain/mcu_kernel.h"
#include "codec/jpeg/plain/progressive_plan.h"
#include "codec/jpeg/plain/segment_reader.h"
#include "must.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace imgbatch::bench {
namespace {

/// Look-ups so far. Unwanted symbols that follow each other share them, block by block.
class Counter {
public:
    void begin_block() { window_left_ = 0; }
    void add_wanted() { ++lookups_; }
    void add_unwanted(unsigned bits) {
        if (bits > window_left_) {
            ++lookups_;
            window_left_ = std::max(window, bits);
        }
        window_left_ -= bits;
    }
    void add(bool wanted, unsigned bits) {
        if (wanted) {
            add_wanted();
        } else {
            add_unwanted(bits);
        }
    }

    [[nodiscard]] double lookups() const { return lookups_; }

private:
    static constexpr unsigned window = 12;
    unsigned window_left_ = 0;
    double lookups_ = 0;
};

/// A scan's data, all of it at hand: to be read without a look at the end.
class ScanBits {
public:
    ScanBits(ByteView file, std::uint64_t data)
        : reader_(ByteSource(file), buffers_, file.size() + 4 * max_mcu_bytes, max_mcu_bytes) {
        must(must(reader_.open(data)));
    }

    template <class Table>
    auto find(const Table& table) {
        reader_.bits.refill();
        return table.find(reader_.bits.bits());
    }
    BitWindow& bits() { return reader_.bits; }

private:
    SegmentBuffers buffers_;
    SegmentReader reader_;
};

void count_block(ScanBits& scan, const DcTable& dc, const AcTable& ac, unsigned last,
                 Counter& counter) {
    counter.begin_block();
    counter.add_wanted();
    scan.bits().consume(scan.find(dc).total_bits());
    for (unsigned place = 1; place < 64;) {
        const Symbol symbol = scan.find(ac);
        must(static_cast<bool>(symbol));
        counter.add(place <= last, symbol.total_bits());
        scan.bits().consume(symbol.total_bits());
        place += symbol.advance();
    }
}

void count_sequential(ByteView file, const JpegHeaders& headers, int n, Counter& counter) {
    const JpegScan& scan = headers.scans.front();
    std::vector<DcTable> dc;
    std::vector<AcTable> ac;
    for (const JpegScan::Component& component : scan.components) {
        dc.emplace_back(component.dc);
        ac.emplace_back(component.ac);
    }
    ScanBits bits(file, scan.data);
    const auto last = static_cast<unsigned>(last_wanted(n));
    for (int mcu = 0; mcu < headers.frame.mcus_x * headers.frame.mcus_y; ++mcu) {
        for (std::size_t c = 0; c < dc.size(); ++c) {
            const FrameComponent& component = headers.frame.components[c];
            for (int block = 0; block < component.h * component.v; ++block) {
                count_block(bits, dc[c], ac[c], last, counter);
            }
        }
    }
}

void count_band(ByteView file, const FrameComponent& component, const JpegScan& scan, unsigned last,
                Counter& counter) {
    const FirstBandTable table(scan.components.front().ac);
    ScanBits bits(file, scan.data);
    std::uint32_t ended = 0;
    for (int block = 0; block < component.blocks_x * component.blocks_y; ++block) {
        if (ended > 0) {
            --ended;
            continue;
        }
        counter.begin_block();
        for (auto place = static_cast<unsigned>(scan.spectral_begin);
             place <= static_cast<unsigned>(scan.spectral_end);) {
            const BandSymbol symbol = bits.find(table);
            must(symbol.kind() != BandSymbol::none);
            counter.add(place <= last, symbol.total_bits());
            const bool ends = symbol.kind() == BandSymbol::end;
            ended = ends ? symbol.ended_blocks(bits.bits().bits()) - 1 : 0;
            place += ends ? 64 : symbol.run() + 1;
            bits.bits().consume(symbol.total_bits());
        }
    }
}

void count_progressive(ByteView file, const JpegHeaders& headers, int n, Counter& counter) {
    const auto plan = plan_progressive(headers, n);
    must(plan.has_value());
    for (const auto& [index, needed] : *plan) {
        const JpegScan& scan = headers.scans[index];
        for (const JpegScan::Component& of_scan : scan.components) {
            const auto& component =
                headers.frame.components[static_cast<std::size_t>(of_scan.index)];
            if (scan.high_bit == 0 && scan.spectral_begin == 0) {
                for (int i = 0; i < component.blocks_x * component.blocks_y; ++i) {
                    counter.add_wanted();
                }
            } else if (scan.high_bit == 0) {
                const auto last = 63U - static_cast<unsigned>(std::countr_zero(needed));
                count_band(file, component, scan, last, counter);
            }
        }
    }
}

} // namespace

double count_lookups(ByteView file, int n) {
    const auto headers = must(read_jpeg_headers(ByteSource(file)));
    must(headers.has_value());
    Counter counter;
    if (headers->frame.progressive) {
        count_progressive(file, *headers, n, counter);
    } else {
        count_sequential(file, *headers, n, counter);
    }
    return counter.lookups();
}

} // namespace imgbatch::bench
