# What `cmake --install` puts where: the program, the library, its headers, and the package config
# with which find_package(imgbatch) gives imgbatch::imgbatch.
include(CMakePackageConfigHelpers)

set(imgbatch_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/imgbatch")
set(imgbatch_module_dir "${CMAKE_INSTALL_LIBDIR}/imgbatch")

install(TARGETS imgbatch EXPORT imgbatchTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/imgbatch"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
install(EXPORT imgbatchTargets NAMESPACE imgbatch:: DESTINATION "${imgbatch_package_dir}")

# Found by an installed program beside ../bin; a program of somebody else that links the library has
# it beside itself.
install(TARGETS imgbatch-avif LIBRARY DESTINATION "${imgbatch_module_dir}")

if(TARGET imgbatch-cli)
  install(TARGETS imgbatch-cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

# The library is static, so who links it links its dependencies too and has to find them again.
configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/imgbatchConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/imgbatchConfig.cmake"
  INSTALL_DESTINATION "${imgbatch_package_dir}"
  PATH_VARS imgbatch_module_dir)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/imgbatchConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/imgbatchConfig.cmake"
  "${PROJECT_BINARY_DIR}/imgbatchConfigVersion.cmake"
  DESTINATION "${imgbatch_package_dir}")
install(FILES "${CMAKE_CURRENT_LIST_DIR}/Dependencies.cmake"
        DESTINATION "${imgbatch_package_dir}" RENAME imgbatchDependencies.cmake)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
