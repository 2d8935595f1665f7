# cmake -DSOURCE=FOLDER -DHEADER=FILE -P commit.cmake: the commit of a checkout, as a header; written only if it has changed.
cmake_minimum_required(VERSION 3.24)
set(commit unknown)
find_package(Git QUIET)
if(Git_FOUND)
  set(git "${GIT_EXECUTABLE}" -c "safe.directory=${SOURCE}" -C "${SOURCE}")
  execute_process(COMMAND ${git} rev-parse --show-prefix OUTPUT_VARIABLE inside OUTPUT_STRIP_TRAILING_WHITESPACE
                  RESULT_VARIABLE failed ERROR_QUIET)
  if(NOT failed AND inside STREQUAL "")  # else an unpacked archive, inside somebody's repository
    execute_process(COMMAND ${git} describe --always --dirty "--exclude=*" OUTPUT_VARIABLE described
                    OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed ERROR_QUIET)
    if(NOT failed)
      string(REPLACE "-dirty" ", with changes" commit "${described}")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT "#pragma once\ninline constexpr char lrscope_commit[] = \"@commit@\";\n" @ONLY)
