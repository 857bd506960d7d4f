/// One function per group of kernels; each registers its benchmarks. A new group: a file with such
/// a function, a line here, one in main.cpp and one in CMakeLists.txt.
#pragma once

namespace imgbatch::bench {

void register_resample();
void register_tables();
void register_thumbnails();
void register_alpha();
void register_color();
void register_geometry();
void register_hash();
void register_png();
void register_jpeg_parts();
void register_jpeg_decoding();

} // namespace imgbatch::bench
