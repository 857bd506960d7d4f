/// A codec module of a version that never was, for the loader to refuse.
#include "codec/module/codec_module.h"

namespace {

constexpr imgbatch::CodecModule module_table{imgbatch::codec_module_abi + 1, nullptr, nullptr};

} // namespace

extern "C" __attribute__((visibility("default"))) const imgbatch::CodecModule*
imgbatch_codec_module() {
    return &module_table;
}
