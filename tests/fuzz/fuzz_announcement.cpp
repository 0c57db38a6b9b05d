#include "fuzz/target.hpp"
#include "probes/zookeeper/announcement.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    const auto node = parsed([&] { return probes::zookeeper::parse_announcement("BROKER", bytes); },
                             {Reason::protocol, Reason::too_large});
    if (!node) return;
    require(node->role == "BROKER" && !node->host.empty());
    require_one_line(node->host);
    require_one_line(node->service);
    for (const int port : {node->plaintext_port, node->tls_port}) {
        require(port == -1 || (port > 0 && port <= 65'535));
    }
}

}  // namespace druidwatch::fuzz
