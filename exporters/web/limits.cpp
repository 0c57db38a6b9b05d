#include "exporters/web/limits.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace druidwatch::exporters {

std::size_t connections_within_descriptors(std::size_t wanted) {
    rlimit descriptors{};
    if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return wanted;
    return std::min<std::size_t>(wanted, descriptors.rlim_cur / 2);
}

}  // namespace druidwatch::exporters
