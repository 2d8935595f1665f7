# Every library lrscope uses: the installed one if there is one, else its source.
include(FetchContent)
list(APPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")
if(LRSCOPE_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  find_package(Threads REQUIRED)  # which a static oneTBB does not look for itself
endif()

# Eigen went from 3.4 to 5; each takes a version for its own only if the first number is the same.
set(eigen_version 3.4)
find_package(Eigen3 5 QUIET)
if(Eigen3_FOUND)
  set(eigen_version 5)
endif()
FetchContent_Declare(Eigen3 GIT_REPOSITORY https://gitlab.com/libeigen/eigen.git GIT_TAG 3.4.0 FIND_PACKAGE_ARGS ${eigen_version})
FetchContent_Declare(fmt GIT_REPOSITORY https://github.com/fmtlib/fmt.git GIT_TAG 9.1.0 FIND_PACKAGE_ARGS)
FetchContent_Declare(CLI11 GIT_REPOSITORY https://github.com/CLIUtils/CLI11.git GIT_TAG v2.1.2 FIND_PACKAGE_ARGS)
FetchContent_Declare(nlohmann_json GIT_REPOSITORY https://github.com/nlohmann/json.git GIT_TAG v3.11.2 FIND_PACKAGE_ARGS)
FetchContent_Declare(TBB GIT_REPOSITORY https://github.com/oneapi-src/oneTBB.git GIT_TAG v2021.8.0 FIND_PACKAGE_ARGS)
FetchContent_Declare(hwy GIT_REPOSITORY https://github.com/google/highway.git GIT_TAG 1.0.3 FIND_PACKAGE_ARGS)
set(HWY_ENABLE_TESTS OFF)
set(HWY_ENABLE_EXAMPLES OFF)
set(TBB_TEST OFF)
set(EIGEN_BUILD_DOC OFF)
FetchContent_MakeAvailable(Eigen3 fmt CLI11 nlohmann_json TBB hwy)

# The source of a library that is built here, because it has no CMake package of its own everywhere. Its folder is
# ${name}_SOURCE_DIR afterwards; a folder without a CMakeLists.txt, so that nothing of it is configured.
function(lrscope_fetch name repository tag)
  FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${tag} SOURCE_SUBDIR none)
  FetchContent_MakeAvailable(${name})
  set(${name}_SOURCE_DIR "${${name}_SOURCE_DIR}" PARENT_SCOPE)
endfunction()

# The target `alias` for a library of headers: those installed, if `header` is found, else the folder `folder` of its source.
function(lrscope_headers alias header repository tag folder)
  string(REGEX REPLACE "::.*" "" name ${alias})
  find_path(${name}_INCLUDE_DIR ${header})
  mark_as_advanced(${name}_INCLUDE_DIR)
  set(headers "${${name}_INCLUDE_DIR}")
  if(NOT headers)
    string(TOLOWER ${name} fetched)
    lrscope_fetch(${fetched} ${repository} ${tag})
    set(headers "${${fetched}_SOURCE_DIR}/${folder}")
  endif()
  add_library(${alias} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${alias} INTERFACE "${headers}")
endfunction()

# The target `alias` for C sources, compiled here.
function(lrscope_c_library name alias)
  cmake_parse_arguments(of "" "FOLDER" "FILES" ${ARGN})
  list(TRANSFORM of_FILES REPLACE "(.+)" "${of_FOLDER}/\\1.c")
  add_library(lrscope_${name} STATIC ${of_FILES})
  target_include_directories(lrscope_${name} SYSTEM PUBLIC "$<BUILD_INTERFACE:${of_FOLDER}>")
  add_library(${alias} ALIAS lrscope_${name})
endfunction()

lrscope_headers(Random123::Random123 Random123/philox.h https://github.com/DEShawResearch/random123.git v1.14.0 include)
lrscope_headers(Spectra::Spectra Spectra/SymEigsSolver.h https://github.com/yixuan/spectra.git v1.0.1 include)
lrscope_headers(tomlplusplus::tomlplusplus toml++/toml.h https://github.com/marzer/tomlplusplus.git v3.3.0 include)
lrscope_headers(xxHash::xxHash xxhash.h https://github.com/Cyan4973/xxHash.git v0.8.1 .)

find_package(libcsv QUIET)
if(NOT libcsv_FOUND)
  lrscope_fetch(libcsv https://github.com/rgamble/libcsv.git b1d5212831842ee5869d99bc208a21837e4037d5)
  lrscope_c_library(csv libcsv::libcsv FOLDER "${libcsv_SOURCE_DIR}" FILES libcsv)
endif()

find_package(ZLIB QUIET)
if(NOT ZLIB_FOUND)
  lrscope_fetch(zlib https://github.com/madler/zlib.git v1.2.13)
  lrscope_c_library(zlib ZLIB::ZLIB FOLDER "${zlib_SOURCE_DIR}" FILES
    adler32 compress crc32 deflate infback inffast inflate inftrees trees uncompr zutil)
endif()

find_package(PNG QUIET)
if(NOT PNG_FOUND)
  # With the settings that libpng ships: its own build would install itself, and finds only an installed zlib.
  lrscope_fetch(libpng https://github.com/pnggroup/libpng.git v1.6.39)
  configure_file("${libpng_SOURCE_DIR}/scripts/pnglibconf.h.prebuilt" "${PROJECT_BINARY_DIR}/libpng/pnglibconf.h" COPYONLY)
  lrscope_c_library(png PNG::PNG FOLDER "${libpng_SOURCE_DIR}" FILES
    png pngerror pngget pngmem pngpread pngread pngrio pngrtran pngrutil pngset pngtrans pngwio pngwrite pngwtran pngwutil)
  # Without the files for one processor each; they matter for reading.
  target_compile_definitions(lrscope_png PRIVATE PNG_ARM_NEON_OPT=0 PNG_INTEL_SSE_OPT=0 PNG_MIPS_MSA_OPT=0 PNG_POWERPC_VSX_OPT=0)
  target_include_directories(lrscope_png SYSTEM PUBLIC "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/libpng>")
  target_link_libraries(lrscope_png PUBLIC ZLIB::ZLIB)
endif()
