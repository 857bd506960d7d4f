# imgbatch_settings: what every target of ours is compiled with. Linked PRIVATE.
set(IMGBATCH_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined")
option(IMGBATCH_FUZZ "Tell libFuzzer which code is reached (clang)" OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

add_library(imgbatch_settings INTERFACE)
target_compile_features(imgbatch_settings INTERFACE cxx_std_20)
set_target_properties(imgbatch_settings PROPERTIES INTERFACE_POSITION_INDEPENDENT_CODE ON)
target_compile_definitions(imgbatch_settings INTERFACE
  _FILE_OFFSET_BITS=64
  $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
# No fused multiply-add where the source does not ask for it: filter tables are the same everywhere.
target_compile_options(imgbatch_settings INTERFACE -ffp-contract=off)

if(IMGBATCH_SANITIZE)
  target_compile_options(imgbatch_settings INTERFACE
    -fsanitize=${IMGBATCH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(imgbatch_settings INTERFACE -fsanitize=${IMGBATCH_SANITIZE})
endif()

if(IMGBATCH_FUZZ)
  target_compile_options(imgbatch_settings INTERFACE -fsanitize=fuzzer-no-link)
  # Kernels are compiled for each of them, and these take longest; AVX2's are the same source.
  target_compile_definitions(imgbatch_settings INTERFACE
    "HWY_DISABLED_TARGETS=(HWY_AVX3|HWY_AVX3_DL)")
endif()
