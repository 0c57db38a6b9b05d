# Every library as Debian 12 packages it; scripts/setup installs them.
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS headers program_options json url)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(libmariadb REQUIRED IMPORTED_TARGET libmariadb)
pkg_check_modules(prometheus_cpp_core REQUIRED IMPORTED_TARGET prometheus-cpp-core)
# This .pc file names the extensions' library as well, which is a package of its own.
pkg_check_modules(cmark_gfm REQUIRED IMPORTED_TARGET libcmark-gfm)
find_path(CMARK_GFM_EXTENSIONS_INCLUDE cmark-gfm-core-extensions.h REQUIRED)

# The ZooKeeper C client ships neither a CMake package nor a .pc file.
find_library(ZOOKEEPER_ST zookeeper_st REQUIRED)
find_path(ZOOKEEPER_INCLUDE zookeeper/zookeeper.h REQUIRED)
add_library(zookeeper_client INTERFACE)
target_include_directories(zookeeper_client SYSTEM INTERFACE ${ZOOKEEPER_INCLUDE})
target_link_libraries(zookeeper_client INTERFACE ${ZOOKEEPER_ST})
