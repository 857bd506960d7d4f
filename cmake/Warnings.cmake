# imgbatch_warnings: linked PRIVATE by every target of ours; errors in the dev and CI presets.
option(IMGBATCH_WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)

add_library(imgbatch_warnings INTERFACE)
# Not -Wnull-dereference: GCC 12 reports moves of std::string inside its own library.
target_compile_options(imgbatch_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-align -Wold-style-cast -Wdouble-promotion
  -Wformat=2 -Wundef
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
  $<$<BOOL:${IMGBATCH_WARNINGS_AS_ERRORS}>:-Werror>)
