#pragma once

#include <string>
#include <string_view>

namespace druidwatch::cluster {

/// "h1:2181,h2:2181": the hosts of a ZooKeeper connect string without chroot, each once and in an
/// order that does not depend on how they were written, so that two can be compared.
std::string hosts_in_order(std::string_view connect_string);

}  // namespace druidwatch::cluster
