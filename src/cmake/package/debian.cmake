# `cpack -G DEB`: the program with manual and completions. The library stays behind: it belongs to a build of one's own.
set(CPACK_PACKAGE_VENDOR "The lrscope authors")
set(CPACK_PACKAGE_CONTACT "The lrscope authors <lrscope@packages.invalid>")
set(CPACK_COMPONENTS_ALL program)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME lrscope)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "learning-rate divergence explorer")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION
"Trains a small dense network on a CSV file at many learning rates, and says
which of them make the training diverge: where, when and why.
.
The program is linked statically, so that every release of the distribution
computes the same results to the last digit.")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
endif()
if(NOT LRSCOPE_STATIC)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()
set(CPACK_DEBIAN_PACKAGE_SUGGESTS librsvg2-bin)  # draws .png and .pdf
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/debian_stage.cmake")
set(CPACK_LRSCOPE_DEBIAN "${CMAKE_CURRENT_LIST_DIR}/debian")  # handed to that script
set(CPACK_LRSCOPE_STATIC "${LRSCOPE_STATIC}")
include(CPack)
