#include "codec/icc.h"

#include "codec/big_endian.h"

namespace imgbatch {

bool is_icc_profile(ByteView data) {
    constexpr std::size_t header_size = 128;
    constexpr std::size_t signature_offset = 36;
    if (data.size() < header_size + 4) {
        return false;
    }
    const std::size_t declared = read_be32(data, 0);
    return declared >= header_size && declared <= data.size() &&
           as_text(data.subspan(signature_offset, 4)) == "acsp";
}

} // namespace imgbatch
