# Language level, warnings, sanitizers, ccache: the same for every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

# nvcc has options of its own: these are for the C++ compiler.
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wno-missing-field-initializers;-Werror=unused-result;-Werror=return-type;-fno-math-errno>")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # -Wrestrict: g++ 12 sees overlaps in "a" + string that are not there (its bug 105651).
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess;-Wno-psabi;-Wno-restrict>")
endif()

# A hundred test programs are linked: gold, a part of binutils, takes a third of the default linker's time.
find_program(GOLD ld.gold)
if(GOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options("$<$<LINK_LANGUAGE:CXX>:-fuse-ld=gold>")
endif()

set(INKSTONE_SANITIZE "" CACHE STRING "Sanitizers for every target, for example address,undefined")
if(INKSTONE_SANITIZE)
  add_compile_options(-fsanitize=${INKSTONE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${INKSTONE_SANITIZE})
endif()
if(INKSTONE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
