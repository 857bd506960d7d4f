# All third-party libraries, each as one imported target. README says what each is for.
# The installed package config includes this file too: keep it free of project state.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
pkg_check_modules(imgbatch_jpeg REQUIRED IMPORTED_TARGET GLOBAL libjpeg)
pkg_check_modules(imgbatch_png REQUIRED IMPORTED_TARGET GLOBAL libpng)
pkg_check_modules(imgbatch_webp REQUIRED IMPORTED_TARGET GLOBAL libwebp libwebpdemux libwebpmux)
pkg_check_modules(imgbatch_lcms REQUIRED IMPORTED_TARGET GLOBAL lcms2)
pkg_check_modules(imgbatch_hwy REQUIRED IMPORTED_TARGET GLOBAL libhwy)
pkg_check_modules(imgbatch_xxhash REQUIRED IMPORTED_TARGET GLOBAL libxxhash)
pkg_check_modules(imgbatch_deflate REQUIRED IMPORTED_TARGET GLOBAL libdeflate)
pkg_check_modules(imgbatch_seccomp REQUIRED IMPORTED_TARGET GLOBAL libseccomp)

# Debian's core and imgproc packages ship no CMake config (that is in libopencv-dev, which brings
# the whole library), so they are found by file.
if(NOT TARGET imgbatch_opencv)
  find_path(IMGBATCH_OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
  find_library(IMGBATCH_OPENCV_CORE opencv_core REQUIRED)
  find_library(IMGBATCH_OPENCV_IMGPROC opencv_imgproc REQUIRED)
  add_library(imgbatch_opencv INTERFACE IMPORTED GLOBAL)
  target_include_directories(imgbatch_opencv SYSTEM INTERFACE "${IMGBATCH_OPENCV_INCLUDE}")
  target_link_libraries(imgbatch_opencv INTERFACE "${IMGBATCH_OPENCV_IMGPROC}" "${IMGBATCH_OPENCV_CORE}")
endif()
