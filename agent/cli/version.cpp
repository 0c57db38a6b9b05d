#include "cli/version.hpp"

#include <boost/version.hpp>
#include <fmt/format.h>

#include "generated/version.hpp"

namespace druidwatch::cli {

std::string_view version() { return generated::version; }

std::string version_text() {
    return fmt::format(
        "druidwatch, version {}\n  build type: {}\n  compiler: {}\n  boost: {}.{}.{}\n",
        generated::version, generated::build_type, __VERSION__, BOOST_VERSION / 100000,
        BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
}

}  // namespace druidwatch::cli
