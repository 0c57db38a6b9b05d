#include "cluster/connect_string.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace druidwatch::cluster {

std::string hosts_in_order(std::string_view connect_string) {
    std::set<std::string> hosts;
    while (!connect_string.empty()) {
        const auto comma = std::min(connect_string.find(','), connect_string.size());
        std::string host(connect_string.substr(0, comma));
        std::erase(host, ' ');
        if (!host.empty()) hosts.insert(std::move(host));
        connect_string.remove_prefix(std::min(comma + 1, connect_string.size()));
    }
    return fmt::format("{}", fmt::join(hosts, ","));
}

}  // namespace druidwatch::cluster
