/// What is fuzzed: one function per parser. Each takes any bytes and ends the process where one of
/// its properties does not hold; what else goes wrong is the sanitizers' to see.
///
/// A target reads its choices (options, the size of pieces) from the first bytes of its input.
#pragma once

#include "base/bytes.h"

#include <array>
#include <string_view>

namespace imgbatch::test {

void fuzz_arguments(ByteView input);
void fuzz_cgroup(ByteView input);
void fuzz_exif(ByteView input);
void fuzz_glob(ByteView input);
void fuzz_icc(ByteView input);
void fuzz_image(ByteView input);
void fuzz_journal(ByteView input);
void fuzz_jpeg(ByteView input);
void fuzz_jpeg_headers(ByteView input);
void fuzz_ledger(ByteView input);
void fuzz_list(ByteView input);
void fuzz_output_template(ByteView input);
void fuzz_png(ByteView input);
void fuzz_record(ByteView input);
void fuzz_size(ByteView input);
void fuzz_sniff(ByteView input);
void fuzz_task_bytes(ByteView input);
void fuzz_text(ByteView input);
void fuzz_webp(ByteView input);
void fuzz_wire(ByteView input);

struct FuzzTarget {
    std::string_view name; ///< also of its file, and of its folder of seeds
    void (*run)(ByteView input);
};

/// All of them, for programs that hold them all; tests/fuzz/CMakeLists.txt has the same list.
inline constexpr std::array fuzz_targets{
    FuzzTarget{"arguments", fuzz_arguments},
    FuzzTarget{"cgroup", fuzz_cgroup},
    FuzzTarget{"exif", fuzz_exif},
    FuzzTarget{"glob", fuzz_glob},
    FuzzTarget{"icc", fuzz_icc},
    FuzzTarget{"image", fuzz_image},
    FuzzTarget{"journal", fuzz_journal},
    FuzzTarget{"jpeg", fuzz_jpeg},
    FuzzTarget{"jpeg_headers", fuzz_jpeg_headers},
    FuzzTarget{"ledger", fuzz_ledger},
    FuzzTarget{"list", fuzz_list},
    FuzzTarget{"output_template", fuzz_output_template},
    FuzzTarget{"png", fuzz_png},
    FuzzTarget{"record", fuzz_record},
    FuzzTarget{"size", fuzz_size},
    FuzzTarget{"sniff", fuzz_sniff},
    FuzzTarget{"task_bytes", fuzz_task_bytes},
    FuzzTarget{"text", fuzz_text},
    FuzzTarget{"webp", fuzz_webp},
    FuzzTarget{"wire", fuzz_wire},
};

} // namespace imgbatch::test
