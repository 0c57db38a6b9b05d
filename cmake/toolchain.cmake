# GCC 12 miscompiles coroutines: a temporary aggregate in an expression with co_await is destroyed
# twice, at every optimisation level. clang 19 with libstdc++ 12 does not; GCC 13 is untried.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines (double free). "
                      "Use clang 19: cmake --preset dev, after scripts/setup.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(DRUIDWATCH_CCACHE ccache)
if(DRUIDWATCH_CCACHE)
  # A precompiled header defeats ccache unless it may ignore the macros and times within.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${DRUIDWATCH_CCACHE})
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()

find_program(DRUIDWATCH_MOLD mold)
if(DRUIDWATCH_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # A designated initialiser that leaves a member to its default says just that.
  add_compile_options(-Wno-missing-designated-field-initializers)
endif()

set(DRUIDWATCH_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
if(DRUIDWATCH_SANITIZE)
  add_compile_options(-fsanitize=${DRUIDWATCH_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DRUIDWATCH_SANITIZE})
endif()

add_compile_definitions(
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  SPDLOG_COMPILED_LIB SPDLOG_SHARED_LIB SPDLOG_FMT_EXTERNAL FMT_SHARED)
