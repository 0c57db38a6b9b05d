# A room's sources compile before the rooms below are archived: only linking needs those.
set(CMAKE_OPTIMIZE_DEPENDENCIES ON)

# The std and Asio headers that nearly every file needs, compiled once; and once more for what is
# compiled without optimisation: that takes less than half as long.
function(druidwatch_precompile name)
  add_library(${name} STATIC ${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp)
  target_compile_options(${name} PRIVATE ${ARGN})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/agent ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC Boost::headers OpenSSL::SSL Threads::Threads)
endfunction()
druidwatch_precompile(druidwatch_precompiled)
druidwatch_precompile(druidwatch_precompiled_unoptimised -O0)

# Asio, its TLS and Beast are declared everywhere and compiled here, once.
add_library(asio_parts STATIC ${PROJECT_SOURCE_DIR}/cmake/asio_parts.cpp)
target_link_libraries(asio_parts PUBLIC Boost::headers OpenSSL::SSL Threads::Threads)

# What every target of the project shares: include roots and the precompiled header.
function(druidwatch_settle target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/agent ${PROJECT_SOURCE_DIR})
  target_precompile_headers(${target} REUSE_FROM druidwatch_precompiled)
  target_link_libraries(${target} PRIVATE druidwatch_precompiled asio_parts)
endfunction()

# The same of programs of tests, which run for seconds.
function(druidwatch_settle_unoptimised target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/agent ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -O0)
  target_precompile_headers(${target} REUSE_FROM druidwatch_precompiled_unoptimised)
  target_link_libraries(${target} PRIVATE druidwatch_precompiled_unoptimised asio_parts)
endfunction()

# druidwatch_room(NAME FOLDER [NEEDS rooms below] [LINK libraries] [SELDOM]): a library of all sources
# in FOLDER. SELDOM: no probe waits for what runs there, so under sanitizers it is not optimised.
function(druidwatch_room name folder)
  cmake_parse_arguments(ROOM "SELDOM" "" "NEEDS;LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    set(sources ${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp)
  endif()
  add_library(druidwatch_${name} STATIC ${sources})
  list(TRANSFORM ROOM_NEEDS PREPEND druidwatch_)
  target_link_libraries(druidwatch_${name} PUBLIC ${ROOM_NEEDS} ${ROOM_LINK})
  if(ROOM_SELDOM AND DRUIDWATCH_SANITIZE)
    druidwatch_settle_unoptimised(druidwatch_${name})
  else()
    druidwatch_settle(druidwatch_${name})
  endif()
endfunction()
